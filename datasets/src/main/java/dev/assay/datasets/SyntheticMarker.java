// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in a folder that says that a program drew the images of the folder. */
public final class SyntheticMarker {
  public static final String FILE_NAME = "SYNTHETIC.txt";

  private SyntheticMarker() {}

  public static void write(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve(FILE_NAME), text);
  }

  /** Whether one of the folders has the marker. */
  public static boolean isIn(Path... folders) {
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(FILE_NAME))) {
        return true;
      }
    }
    return false;
  }
}

package dev.assay.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file by which a folder says that its images were drawn by a program. */
public final class SyntheticMarker {
  public static final String FILE_NAME = "SYNTHETIC.txt";

  private SyntheticMarker() {}

  public static void write(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve(FILE_NAME), text);
  }

  /** Whether one of the folders has the marker. */
  public static boolean isBeside(Path... folders) {
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(FILE_NAME))) {
        return true;
      }
    }
    return false;
  }
}

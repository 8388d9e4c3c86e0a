// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that are compared byte for byte with committed files. {@code -Dassay.golden.write=true}
 * writes them anew: read the difference before you commit it.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  public static void assertSame(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Boolean.getBoolean("assay.golden.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
      throw new AssertionError("wrote " + file + "; run again without assay.golden.write");
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}

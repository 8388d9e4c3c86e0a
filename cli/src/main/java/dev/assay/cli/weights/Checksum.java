// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The expected SHA-256 of a file. Many publishers give eight digits or none. So the first pull
 * writes all digits to a file next to it, in the format of {@code sha256sum}, with which later
 * damage is found.
 */
final class Checksum {
  private static final Pattern NOTE = Pattern.compile("([0-9a-f]{64}) [ *](.+)\\R?");

  private Checksum() {}

  /** The digits that are known; may be empty. */
  static String expected(OfficialWeights weights, Path file) throws IOException {
    Path note = noteOf(file);
    if (Files.isRegularFile(note)) {
      Matcher noted = NOTE.matcher(Files.readString(note));
      // A recorded checksum that contradicts the published one is ignored.
      if (noted.matches() && noted.group(1).startsWith(weights.sha256Prefix())) {
        return noted.group(1);
      }
    }
    return weights.sha256Prefix();
  }

  static void note(Path file, String sha256) throws IOException {
    Files.writeString(noteOf(file), sha256 + "  " + file.getFileName() + "\n");
  }

  private static Path noteOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }
}

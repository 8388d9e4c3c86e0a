package dev.assay.cli.weights;

import dev.assay.weights.OfficialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the bytes of a file should be. Many publishers state eight digits or none, so all digits of
 * the first pull are noted beside the file, in the form of {@code sha256sum}: later damage is then
 * found as surely as with a full one.
 */
final class Checksum {
  private static final Pattern NOTE = Pattern.compile("([0-9a-f]{64}) [ *](.+)\\R?");

  private Checksum() {}

  /** The digits that are known; possibly none. */
  static String expected(OfficialWeights weights, Path file) throws IOException {
    Path note = noteOf(file);
    if (Files.isRegularFile(note)) {
      Matcher noted = NOTE.matcher(Files.readString(note));
      // A note that contradicts what was published cannot vouch for the file.
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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a zip archive that is whole cannot be read, in words that say what to do. */
final class ZipFaults {
  private static final Pattern METHOD = Pattern.compile("compression method: (\\d+)");

  /** Methods by their numbers in the format (APPNOTE, section 4.4.5). */
  private static final Map<String, String> METHODS =
      Map.of(
          "9", "Deflate64, as Windows does with large files",
          "12", "bzip2",
          "14", "LZMA",
          "93", "Zstandard",
          "95", "XZ",
          "99", "a password");

  private ZipFaults() {}

  /**
   * @param e of Java's reader of zips
   */
  static Optional<String> known(Exception e) {
    String message = String.valueOf(e.getMessage());
    Matcher method = METHOD.matcher(message);
    if (message.toLowerCase(Locale.ROOT).contains("encrypted")) {
      return Optional.of("is protected with a password; unpack it, and give the folder");
    }
    if (method.find() || message.contains("unsupported compression method")) {
      String number = method.reset().find() ? method.group(1) : "";
      return Optional.of(
          "is packed with "
              + METHODS.getOrDefault(number, "another method")
              + "; Deflate is read: unpack it, and give the folder");
    }
    return Optional.empty();
  }
}

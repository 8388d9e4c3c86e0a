// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The two ways in which a file of features names an image: the path below the data set's root, or
 * the SHA-256 of the image's bytes.
 */
public final class ImageNames {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ImageNames() {}

  /** Whether a name is that of an image's bytes. */
  public static boolean isHash(String name) {
    return SHA256.matcher(name).matches();
  }

  /** A path as it is compared: POSIX separators, Unicode NFC, no {@code ./} before it. */
  public static String path(String name) {
    String posix = Normalizer.normalize(name.strip(), Normalizer.Form.NFC).replace('\\', '/');
    return posix.startsWith("./") ? posix.substring(2) : posix;
  }

  /**
   * The path of an image below the root of its data set.
   *
   * @param root of the data set
   */
  public static String path(Path root, Path file) {
    return path(root.relativize(file).toString());
  }
}

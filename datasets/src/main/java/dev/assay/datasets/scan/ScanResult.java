// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import java.util.HashMap;
import java.util.Map;

/** What the scan of one file found. */
sealed interface ScanResult {

  /**
   * An image that can be used.
   *
   * @param attributes of the file itself; their names begin with {@link #PREFIX}, or it is {@link
   *     #WASHED_OUT}
   */
  record Usable(String sha256, long bytes, int width, int height, Map<String, String> attributes)
      implements ScanResult {}

  /**
   * A file that cannot be used.
   *
   * @param detail a sentence without a path
   */
  record Fault(QuarantineReason reason, String detail) implements ScanResult {}

  /** Prefix of attributes that come from the file itself and not from a table. */
  String PREFIX = "dicom-";

  /**
   * The attribute of an image of which most pixels are white because their 16-bit values were
   * clipped at 255. It follows from the bytes and the decoding options, so it is no part of the
   * hash of a version.
   */
  String WASHED_OUT = "white-by-clipping";

  /** The result from which an image was made. */
  static ScanResult of(ScannedImage image) {
    Map<String, String> own = new HashMap<>();
    image
        .attributes()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) || name.equals(WASHED_OUT)) {
                own.put(name, value);
              }
            });
    return new Usable(image.sha256(), image.bytes(), image.width(), image.height(), own);
  }
}

package dev.assay.datasets.scan;

import dev.assay.datasets.QuarantineReason;
import java.util.HashMap;
import java.util.Map;

/** What the bytes of one file are. */
sealed interface ScanResult {

  /**
   * An image.
   *
   * @param attributes that the file itself states, their names beginning with {@link #PREFIX}
   */
  record Usable(String sha256, long bytes, int width, int height, Map<String, String> attributes)
      implements ScanResult {}

  /**
   * No image.
   *
   * @param detail a sentence without a path
   */
  record Fault(QuarantineReason reason, String detail) implements ScanResult {}

  /** Of attributes that come from the file and not from a table beside it. */
  String PREFIX = "dicom-";

  /** The look that led to an image. */
  static ScanResult of(ScannedImage image) {
    Map<String, String> own = new HashMap<>();
    image
        .attributes()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                own.put(name, value);
              }
            });
    return new Usable(image.sha256(), image.bytes(), image.width(), image.height(), own);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.util.Map;

/** The encoding of the data set of a DICOM file (PS3.5, chapter 10 and annex A). */
enum TransferSyntax {
  IMPLICIT_LITTLE("1.2.840.10008.1.2"),
  EXPLICIT_LITTLE("1.2.840.10008.1.2.1"),
  DEFLATED("1.2.840.10008.1.2.1.99"),
  RLE("1.2.840.10008.1.2.5"),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50");

  private static final Map<String, String> NOT_READ =
      Map.ofEntries(
          Map.entry("1.2.840.10008.1.2.2", "Explicit VR Big Endian"),
          Map.entry("1.2.840.10008.1.2.4.51", "JPEG Extended, 12 bits"),
          Map.entry("1.2.840.10008.1.2.4.57", "JPEG Lossless"),
          Map.entry("1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction"),
          Map.entry("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
          Map.entry("1.2.840.10008.1.2.4.81", "JPEG-LS Near-lossless"),
          Map.entry("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
          Map.entry("1.2.840.10008.1.2.4.91", "JPEG 2000"),
          Map.entry("1.2.840.10008.1.2.4.100", "MPEG-2"),
          Map.entry("1.2.840.10008.1.2.4.102", "MPEG-4"),
          Map.entry("1.2.840.10008.1.2.4.201", "HTJ2K Lossless"),
          Map.entry("1.2.840.10008.1.2.4.203", "HTJ2K"));

  private final String uid;

  TransferSyntax(String uid) {
    this.uid = uid;
  }

  /**
   * @throws UnusableImageException naming the syntax, if it is not read
   */
  static TransferSyntax of(String uid) throws UnusableImageException {
    for (TransferSyntax syntax : values()) {
      if (syntax.uid.equals(uid)) {
        return syntax;
      }
    }
    throw new UnusableImageException(
        QuarantineReason.UNSUPPORTED_FORMAT,
        "DICOM transfer syntax "
            + NOT_READ.getOrDefault(uid, "unknown")
            + " ("
            + uid
            + "); Implicit, Explicit and Deflated Little Endian, RLE Lossless and JPEG Baseline"
            + " are read: convert the file, for example with gdcmconv --raw");
  }

  boolean isEncapsulated() {
    return this == RLE || this == JPEG_BASELINE;
  }
}

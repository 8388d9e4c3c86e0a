// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteOrder;
import java.util.Map;

/** The encoding of the data set of a DICOM file (PS3.5, chapter 10 and annex A). */
enum TransferSyntax {
  IMPLICIT_LITTLE("1.2.840.10008.1.2", Kind.PLAIN),
  EXPLICIT_LITTLE("1.2.840.10008.1.2.1", Kind.PLAIN),
  DEFLATED("1.2.840.10008.1.2.1.99", Kind.PLAIN),
  EXPLICIT_BIG("1.2.840.10008.1.2.2", Kind.PLAIN),
  RLE("1.2.840.10008.1.2.5", Kind.RUNS),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", Kind.JPEG),
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", Kind.JPEG),
  /** Retired, and still found in archives. */
  JPEG_PROGRESSIVE("1.2.840.10008.1.2.4.55", Kind.JPEG),
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", Kind.JPEG),
  JPEG_LOSSLESS_FIRST_ORDER("1.2.840.10008.1.2.4.70", Kind.JPEG),
  JPEG_LS("1.2.840.10008.1.2.4.80", Kind.JPEG),
  JPEG_LS_NEAR("1.2.840.10008.1.2.4.81", Kind.JPEG),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", Kind.JPEG_2000),
  JPEG_2000("1.2.840.10008.1.2.4.91", Kind.JPEG_2000);

  /** How pixels are compressed. */
  enum Kind {
    PLAIN,
    RUNS,
    JPEG,
    JPEG_2000
  }

  private static final Map<String, String> NOT_READ =
      Map.ofEntries(
          Map.entry("1.2.840.10008.1.2.4.92", "JPEG 2000 of several components, lossless"),
          Map.entry("1.2.840.10008.1.2.4.93", "JPEG 2000 of several components"),
          Map.entry("1.2.840.10008.1.2.4.100", "MPEG-2"),
          Map.entry("1.2.840.10008.1.2.4.102", "MPEG-4"),
          Map.entry("1.2.840.10008.1.2.4.201", "HTJ2K Lossless"),
          Map.entry("1.2.840.10008.1.2.4.202", "HTJ2K Lossless, by resolution"),
          Map.entry("1.2.840.10008.1.2.4.203", "HTJ2K"));

  private final String uid;
  private final Kind kind;

  TransferSyntax(String uid, Kind kind) {
    this.uid = uid;
    this.kind = kind;
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
            + "), which is not read: convert the file, for example with gdcmconv --raw");
  }

  Kind kind() {
    return kind;
  }

  boolean isExplicit() {
    return this != IMPLICIT_LITTLE;
  }

  ByteOrder order() {
    return this == EXPLICIT_BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  boolean isEncapsulated() {
    return kind != Kind.PLAIN;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * How a DICOM file begins: with a preamble of 128 bytes and the letters DICM (PS3.10), or, as older
 * systems write it, at once with its file meta information or its data set.
 *
 * @param body the data set, from its first element on
 */
record DicomHeader(TransferSyntax syntax, ByteBuffer body) {
  private static final int PREAMBLE = 128;
  private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
  private static final int TRANSFER_SYNTAX = 0x00020010;

  /** Value representations of the elements with which data sets begin. */
  private static final Set<String> FIRST =
      Set.of("AE", "CS", "DA", "DT", "IS", "LO", "OB", "SH", "SQ", "TM", "UI", "UL", "UN", "US");

  /** The first element of a data set is short, and the next one follows it. */
  private static final int LONGEST_FIRST = 1024;

  static boolean isDicom(byte[] file) {
    return hasPreamble(file) || isMeta(file) || isExplicit(file) || isImplicit(file);
  }

  private static boolean hasPreamble(byte[] file) {
    return file.length >= PREAMBLE + MAGIC.length
        && Arrays.equals(file, PREAMBLE, PREAMBLE + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** The length of the file meta information: an unsigned number in Explicit VR. */
  private static boolean isMeta(byte[] file) {
    return file.length >= 12
        && file[0] == 2
        && file[1] == 0
        && file[3] == 0
        && file[4] == 'U'
        && (file[5] == 'L' || file[5] == 'I');
  }

  /** An element of group 8 with its value representation. */
  private static boolean isExplicit(byte[] file) {
    return isGroup8(file) && FIRST.contains(new String(file, 4, 2, StandardCharsets.US_ASCII));
  }

  /** An element of group 8, its length, and after it an element of the same group. */
  private static boolean isImplicit(byte[] file) {
    if (!isGroup8(file)) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = in.getInt(4);
    if (length < 0 || length > LONGEST_FIRST || length % 2 != 0 || file.length < 16 + length) {
      return false;
    }
    int first = Short.toUnsignedInt(in.getShort(2));
    int next = Short.toUnsignedInt(in.getShort(10 + length));
    return in.getShort(8 + length) == 8 && next > first;
  }

  private static boolean isGroup8(byte[] file) {
    return file.length >= 16 && file[0] == 8 && file[1] == 0 && file[3] == 0;
  }

  static DicomHeader of(byte[] file) throws UnusableImageException {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (hasPreamble(file)) {
      in.position(PREAMBLE + MAGIC.length);
    } else if (!isMeta(file)) {
      return new DicomHeader(
          isExplicit(file) ? TransferSyntax.EXPLICIT_LITTLE : TransferSyntax.IMPLICIT_LITTLE, in);
    }
    TransferSyntax syntax = TransferSyntax.of(DicomParser.meta(in).text(TRANSFER_SYNTAX));
    return new DicomHeader(syntax, in);
  }

  Elements elements(ByteBuffer inflated) throws UnusableImageException {
    return new DicomParser(inflated, syntax.isExplicit(), syntax.order()).all();
  }

  /** The elements up to this tag; the file may end behind them. */
  Elements beginning(int last) throws UnusableImageException {
    return new DicomParser(body, syntax.isExplicit(), syntax.order()).upTo(last);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.io.ByteArrayOutputStream;

/**
 * The marker segments of a JPEG file (ITU-T T.81, annex B): size, components and colour transform,
 * and whether the image ends with its end-of-image marker. libjpeg replaces missing data by grey
 * and reports success, so a truncated file is found here.
 */
final class JpegFile {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int COMMENT = 0xfe;

  /** A JFIF 1.1 segment: it means "gray or YCbCr", which libjpeg assumes without the segment. */
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final byte[] file;
  private int width;
  private int height;
  private int precision;
  private int[] componentIds = {};
  private boolean jfif;
  private int adobeTransform = -1;
  private boolean arithmeticOrLossless;

  private JpegFile(byte[] file) {
    this.file = file;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int components() {
    return componentIds.length;
  }

  /** Whether four components are YCCK instead of CMYK, by the rule of libjpeg. */
  boolean isYcck() {
    return components() == 4 && adobeTransform > 0;
  }

  /** Reads the segments before the first scan. */
  static JpegFile header(byte[] file) throws UnusableImageException {
    JpegFile jpeg = new JpegFile(file);
    int position = 2;
    while (true) {
      int marker = jpeg.markerAt(position);
      if (marker == SOS || marker == EOI) {
        break;
      }
      position = jpeg.markerPosition(position);
      int length = jpeg.segmentLength(position + 2);
      jpeg.readSegment(marker, position + 4, length - 2);
      position += 2 + length;
    }
    if (jpeg.components() == 0) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the JPEG file has no frame before its first scan");
    }
    if (jpeg.arithmeticOrLossless || jpeg.precision != 8) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a lossless, arithmetic-coded or "
              + jpeg.precision
              + "-bit JPEG; baseline and progressive 8-bit ones are read");
    }
    if (jpeg.components() != 1 && jpeg.components() != 3 && jpeg.components() != 4) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a JPEG of " + jpeg.components() + " components; 1, 3 or 4 are read");
    }
    return jpeg;
  }

  /** Reads all scans up to the end-of-image marker. */
  void checkEnd() throws UnusableImageException {
    int position = 2;
    while (true) {
      int marker = markerAt(position);
      position = markerPosition(position);
      if (marker == EOI) {
        return;
      }
      position += 2 + segmentLength(position + 2);
      if (marker == SOS) {
        position = endOfScan(position);
      }
    }
  }

  /**
   * The file without its descriptive segments: ImageIO applies embedded colour profiles (Pillow's
   * convert does not) and fails on unusual thumbnails and metadata.
   */
  byte[] withoutMetadata() throws UnusableImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(0xff);
    out.write(SOI);
    boolean impliesYcc = components() == 3 && adobeTransform < 0 && !hasRgbIds();
    if (impliesYcc || (jfif && components() != 4)) {
      out.writeBytes(JFIF);
    }
    int position = 2;
    while (true) {
      int marker = markerAt(position);
      position = markerPosition(position);
      if (marker == SOS || marker == EOI) {
        break;
      }
      int length = segmentLength(position + 2);
      boolean application = marker >= APP0 && marker <= 0xef;
      if (marker == APP14 || (!application && marker != COMMENT)) {
        out.write(file, position, 2 + length);
      }
      position += 2 + length;
    }
    out.write(file, position, file.length - position);
    return out.toByteArray();
  }

  private boolean hasRgbIds() {
    return componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
  }

  private void readSegment(int marker, int at, int length) throws UnusableImageException {
    boolean frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame) {
      if (length < 6 || length < 6 + 3 * unsigned(at + 5)) {
        throw new UnusableImageException(
            QuarantineReason.CORRUPT, "the frame header of the JPEG file is too short");
      }
      arithmeticOrLossless = marker == 0xc3 || marker > 0xc4;
      precision = unsigned(at);
      height = (unsigned(at + 1) << 8) | unsigned(at + 2);
      width = (unsigned(at + 3) << 8) | unsigned(at + 4);
      componentIds = new int[unsigned(at + 5)];
      for (int i = 0; i < componentIds.length; i++) {
        componentIds[i] = unsigned(at + 6 + 3 * i);
      }
    } else if (marker == APP0 && length >= 5) {
      jfif |= file[at] == 'J' && file[at + 1] == 'F' && file[at + 2] == 'I' && file[at + 3] == 'F';
    } else if (marker == APP14 && length >= 12 && file[at] == 'A' && file[at + 1] == 'd') {
      adobeTransform = unsigned(at + 11);
    }
  }

  /** The marker at the position, after fill bytes. */
  private int markerAt(int position) throws UnusableImageException {
    return unsigned(markerPosition(position) + 1);
  }

  /** The position of the 0xff directly before the code of the marker. */
  private int markerPosition(int position) throws UnusableImageException {
    if (unsigned(position) != 0xff) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a marker is missing between two segments of the JPEG file");
    }
    int at = position;
    while (unsigned(at + 1) == 0xff) {
      at++;
    }
    return at;
  }

  private int segmentLength(int at) throws UnusableImageException {
    int length = (unsigned(at) << 8) | unsigned(at + 1);
    if (length < 2) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a segment of the JPEG file has the length " + length);
    }
    if (at + length > file.length) {
      throw truncated();
    }
    return length;
  }

  /** After entropy-coded data: the next marker that is neither a stuffed byte nor a restart. */
  private int endOfScan(int from) throws UnusableImageException {
    int at = from;
    while (true) {
      while (unsigned(at) != 0xff) {
        at++;
      }
      int code = unsigned(at + 1);
      if (code == 0xff) {
        at++;
      } else if (code == 0 || (code >= 0xd0 && code <= 0xd7)) {
        at += 2;
      } else {
        return at;
      }
    }
  }

  private int unsigned(int at) throws UnusableImageException {
    if (at >= file.length) {
      throw truncated();
    }
    return file[at] & 0xff;
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the JPEG file ends before its end-of-image marker");
  }
}

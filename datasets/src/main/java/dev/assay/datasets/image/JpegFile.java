// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

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
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int COMMENT = 0xfe;
  private static final int JPEG_LS = 0xf7;

  /** More scans than any encoder writes: the ready-made progressive scripts have at most 14. */
  static final int MOST_SCANS = 100;

  /** The processes by the codes of their frames (T.81, table B.1; T.87). */
  private static final Map<Integer, String> PROCESSES =
      Map.of(
          0xc0, "baseline",
          0xc1, "sequential",
          0xc2, "progressive",
          0xc3, "lossless",
          0xc9, "sequential with arithmetic coding",
          0xca, "progressive with arithmetic coding",
          0xcb, "lossless with arithmetic coding",
          0xf7, "JPEG-LS");

  /** A JFIF 1.1 segment: it means "grey or YCbCr". */
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** An Adobe segment without its last byte, the colour transform. */
  private static final byte[] ADOBE = {
    (byte) 0xff, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0
  };

  /** What the components of a JPEG are. */
  enum Colour {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  private final byte[] file;
  private int width;
  private int height;
  private int process;
  private int precision;
  private int[] componentIds = {};
  private int[] across = {};
  private int[] down = {};
  private boolean jfif;
  private int adobeTransform = -1;
  private ExifOrientation orientation = ExifOrientation.UPRIGHT;
  private boolean exif;

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

  /**
   * The colours by the rule of libjpeg (jdapimin.c, default_decompress_parms): JFIF wins over
   * Adobe, Adobe over the names of the components, and what is unknown is YCbCr or YCCK.
   */
  Colour colour() {
    if (components() == 1) {
      return Colour.GREY;
    }
    if (components() == 4) {
      return adobeTransform > 0 ? Colour.YCCK : Colour.CMYK;
    }
    if (jfif) {
      return Colour.YCC;
    }
    if (adobeTransform >= 0) {
      return adobeTransform == 0 ? Colour.RGB : Colour.YCC;
    }
    return componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B'
        ? Colour.RGB
        : Colour.YCC;
  }

  /** Of the Exif segment before the first scan. */
  ExifOrientation orientation() {
    return orientation;
  }

  /** For each component whether it has half of the rows and all columns of the image. */
  boolean[] halvedRows() {
    int mostAcross = Arrays.stream(across).max().orElse(1);
    int mostDown = Arrays.stream(down).max().orElse(1);
    boolean[] halved = new boolean[components()];
    for (int i = 0; i < halved.length; i++) {
      halved[i] = across[i] == mostAcross && 2 * down[i] == mostDown;
    }
    return halved;
  }

  /** Reads the segments before the first scan. */
  static JpegFile header(byte[] file) throws UnusableImageException {
    JpegFile jpeg = new JpegFile(file);
    int position = jpeg.nextSegment(2);
    while (jpeg.code(position) != SOS && jpeg.code(position) != EOI) {
      int length = jpeg.segmentLength(position + 2);
      jpeg.readSegment(jpeg.code(position), position + 4, length - 2);
      position = jpeg.nextSegment(position + 2 + length);
    }
    if (jpeg.components() == 0) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the JPEG file has no frame before its first scan");
    }
    return jpeg;
  }

  /**
   * @throws UnusableImageException if it is not a baseline or progressive JPEG of 8 bits and of 1,
   *     3 or 4 components
   */
  void checkKind() throws UnusableImageException {
    if (process > 0xc2 || precision != 8) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a JPEG of "
              + precision
              + " bits, "
              + PROCESSES.getOrDefault(process, "hierarchical")
              + "; baseline and progressive ones of 8 bits are read");
    }
    if (components() != 1 && components() != 3 && components() != 4) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a JPEG of " + components() + " components; 1, 3 or 4 are read");
    }
  }

  /**
   * Reads all scans up to the end-of-image marker.
   *
   * @throws UnusableImageException if the marker is missing, or there are too many scans: each
   *     costs a pass over the whole image
   */
  void checkScans() throws UnusableImageException {
    int position = nextSegment(2);
    int scans = 0;
    while (code(position) != EOI) {
      boolean scan = code(position) == SOS;
      position += 2 + segmentLength(position + 2);
      if (scan) {
        scans++;
        position = endOfScan(position);
      }
      position = nextSegment(position);
    }
    if (scans > MOST_SCANS) {
      throw new UnusableImageException(
          QuarantineReason.TOO_COSTLY,
          "the JPEG file has " + scans + " scans; at most " + MOST_SCANS + " are decoded");
    }
  }

  /**
   * The file with only the segments that decoding needs, and one that states the colours: ImageIO
   * applies embedded colour profiles (Pillow's convert does not), fails on unusual thumbnails,
   * metadata and contradictions, and knows another rule for the colours than libjpeg.
   */
  byte[] plain(Colour colour) throws UnusableImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(0xff);
    out.write(SOI);
    if (colour == Colour.GREY || colour == Colour.YCC) {
      out.writeBytes(JFIF);
    } else {
      out.writeBytes(ADOBE);
      out.write(colour == Colour.YCCK ? 2 : 0);
    }
    int position = nextSegment(2);
    while (code(position) != SOS && code(position) != EOI) {
      int length = segmentLength(position + 2);
      boolean application = code(position) >= APP0 && code(position) <= 0xef;
      if (!application && code(position) != COMMENT) {
        out.write(file, position, 2 + length);
      }
      position = nextSegment(position + 2 + length);
    }
    out.write(file, position, file.length - position);
    return out.toByteArray();
  }

  private void readSegment(int marker, int at, int length) throws UnusableImageException {
    boolean frame =
        marker == JPEG_LS
            || (marker >= 0xc0
                && marker <= 0xcf
                && marker != 0xc4
                && marker != 0xc8
                && marker != 0xcc);
    if (frame) {
      if (length < 6 || length < 6 + 3 * unsigned(at + 5)) {
        throw new UnusableImageException(
            QuarantineReason.CORRUPT, "the frame header of the JPEG file is too short");
      }
      process = marker;
      precision = unsigned(at);
      height = (unsigned(at + 1) << 8) | unsigned(at + 2);
      width = (unsigned(at + 3) << 8) | unsigned(at + 4);
      componentIds = new int[unsigned(at + 5)];
      across = new int[componentIds.length];
      down = new int[componentIds.length];
      for (int i = 0; i < componentIds.length; i++) {
        componentIds[i] = unsigned(at + 6 + 3 * i);
        across[i] = unsigned(at + 7 + 3 * i) >> 4;
        down[i] = unsigned(at + 7 + 3 * i) & 15;
      }
    } else if (marker == APP0 && length >= 14) {
      jfif |= startsWith(at, "JFIF\0");
    } else if (marker == APP14 && length >= 12 && startsWith(at, "Adobe")) {
      adobeTransform = unsigned(at + 11);
    } else if (marker == APP1 && !exif && length >= 6 && startsWith(at, "Exif\0\0")) {
      exif = true;
      orientation = ExifOrientation.ofTiff(file, at + 6, at + length);
    }
  }

  private boolean startsWith(int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private int code(int marker) {
    return file[marker + 1] & 0xff;
  }

  /**
   * The position of the 0xff directly before the code of the next marker with a segment, or of the
   * end-of-image marker. As libjpeg does, bytes before a marker, fill bytes and markers that have
   * neither a meaning here nor a segment are skipped.
   */
  private int nextSegment(int from) throws UnusableImageException {
    int at = from;
    while (true) {
      while (unsigned(at) != 0xff) {
        at++;
      }
      while (unsigned(at + 1) == 0xff) {
        at++;
      }
      int code = unsigned(at + 1);
      boolean alone = code <= 0x01 || (code >= 0xd0 && code <= 0xd7);
      if (!alone) {
        return at;
      }
      at += 2;
    }
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

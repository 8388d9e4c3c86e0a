// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Binary PGM (P5) and PPM (P6) files of 8 bits a sample (netpbm): the form in which images of an
 * array are passed on.
 */
final class NetpbmFile {
  private static final int LONGEST_HEADER = 64;
  private static final Pattern HEADER = Pattern.compile("P([56])\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s");

  private NetpbmFile() {}

  static boolean isNetpbm(byte[] file) {
    return header(file).lookingAt();
  }

  private static Matcher header(byte[] file) {
    int length = Math.min(file.length, LONGEST_HEADER);
    return HEADER.matcher(new String(file, 0, length, StandardCharsets.ISO_8859_1));
  }

  static RgbImage decode(byte[] file, PixelLimit limit) throws UnusableImageException {
    Matcher header = header(file);
    if (!header.lookingAt()) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the header of the netpbm file cannot be read");
    }
    boolean grey = header.group(1).equals("5");
    long width = number(header.group(2));
    long height = number(header.group(3));
    if (number(header.group(4)) != 255) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a netpbm file whose largest value is not 255");
    }
    limit.check(width, height);
    int pixels = (int) (width * height);
    int start = header.end();
    if ((file.length - (long) start) < (grey ? 1L : 3L) * pixels) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the netpbm file ends before its image does");
    }
    byte[] rgb = new byte[3 * pixels];
    if (grey) {
      for (int i = 0; i < pixels; i++) {
        rgb[3 * i] = file[start + i];
        rgb[3 * i + 1] = file[start + i];
        rgb[3 * i + 2] = file[start + i];
      }
    } else {
      System.arraycopy(file, start, rgb, 0, rgb.length);
    }
    return new RgbImage((int) width, (int) height, rgb);
  }

  /** A width or height of more than nine digits is too large in any case. */
  private static long number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }
}

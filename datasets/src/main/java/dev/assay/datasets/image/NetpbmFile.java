// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.datasets.QuarantineReason;
import org.jspecify.annotations.Nullable;

/**
 * The files of netpbm as Pillow reads them (PpmImagePlugin): P1 and P4 (black and white), P2 and P5
 * (grey), P3 and P6 (RGB), as text or binary, with any largest value up to 65535. The binary forms
 * are also how images of an array are passed on.
 */
final class NetpbmFile {
  /** Longer numbers and longer comments before the pixels are those of another kind of file. */
  private static final int LONGEST_TOKEN = 10;

  private static final int LONGEST_HEADER = 1 << 16;

  private final byte[] file;
  private final int kind;
  private int at = 2;

  private NetpbmFile(byte[] file) {
    this.file = file;
    this.kind = file[1] - '0';
  }

  /** Whether the file begins with a complete header. */
  static boolean isNetpbm(byte[] file) {
    if (file.length < 3 || file[0] != 'P' || file[1] < '1' || file[1] > '6') {
      return false;
    }
    if (!isSpace(file[2]) && file[2] != '#') {
      return false;
    }
    NetpbmFile netpbm = new NetpbmFile(file);
    int numbers = netpbm.isBitmap() ? 2 : 3;
    for (int i = 0; i < numbers; i++) {
      String token = netpbm.token(LONGEST_HEADER);
      if (token == null || !token.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  private boolean isBitmap() {
    return kind == 1 || kind == 4;
  }

  private boolean isText() {
    return kind <= 3;
  }

  private boolean isColour() {
    return kind % 3 == 0;
  }

  static RgbImage decode(byte[] file, PixelLimit limit, SixteenBit sixteenBit)
      throws UnusableImageException {
    return new NetpbmFile(file).image(limit, sixteenBit);
  }

  /** As {@link ImageDecoder#memory}. */
  static long memory(byte[] file, PixelLimit limit) throws UnusableImageException {
    NetpbmFile netpbm = new NetpbmFile(file);
    return ImageDecoder.ofPixels(netpbm.number(), netpbm.number(), 16, limit);
  }

  private RgbImage image(PixelLimit limit, SixteenBit sixteenBit) throws UnusableImageException {
    long width = number();
    long height = number();
    int most = isBitmap() ? 1 : (int) number();
    if (most < 1 || most > 0xffff) {
      throw corrupt("the largest value " + most + "; it must be 1 to 65535");
    }
    limit.check(width, height);
    int pixels = (int) (width * height);
    int samples = isColour() ? 3 : 1;
    checkLength(pixels, (int) width, samples, most);
    if (isColour() || most <= 255) {
      byte[] levels = new byte[samples * pixels];
      if (!isText() && most == 255) {
        System.arraycopy(file, at, levels, 0, levels.length);
      } else {
        for (int i = 0; i < levels.length; i++) {
          levels[i] = (byte) scaled(sample(i, (int) width, most), most, 255);
        }
      }
      return new RgbImage((int) width, (int) height, isColour() ? levels : grey(levels));
    }
    int[] values = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      values[i] = scaled(sample(i, (int) width, most), most, 0xffff);
    }
    return PillowColors.ofSixteenBits((int) width, (int) height, values, sixteenBit);
  }

  private void checkLength(int pixels, int width, int samples, int most)
      throws UnusableImageException {
    long bytes =
        isText()
            ? (isBitmap() ? 1L : 2L) * samples * pixels - 1
            : kind == 4
                ? (width + 7) / 8 * (long) (pixels / width)
                : (long) samples * pixels * (most > 255 ? 2 : 1);
    if (file.length - (long) at < bytes) {
      throw truncated();
    }
  }

  private static byte[] grey(byte[] levels) {
    byte[] rgb = new byte[3 * levels.length];
    for (int i = 0; i < levels.length; i++) {
      rgb[3 * i] = levels[i];
      rgb[3 * i + 1] = levels[i];
      rgb[3 * i + 2] = levels[i];
    }
    return rgb;
  }

  /** The sample of an index; samples of text are read in their order. */
  private int sample(int index, int width, int most) throws UnusableImageException {
    if (kind == 1) {
      return 1 - bit();
    }
    if (kind == 4) {
      int x = index % width;
      int row = at + index / width * ((width + 7) / 8);
      return 1 - (file[row + x / 8] >> (7 - x % 8) & 1);
    }
    int value;
    if (isText()) {
      value = (int) number();
    } else if (most > 255) {
      value = (file[at + 2 * index] & 0xff) << 8 | (file[at + 2 * index + 1] & 0xff);
    } else {
      value = file[at + index] & 0xff;
    }
    if (isText() && value > most) {
      throw corrupt("the value " + value + ", which is larger than " + most);
    }
    return Math.min(value, most);
  }

  /** Digits of a bitmap need no spaces between them. */
  private int bit() throws UnusableImageException {
    while (at < file.length && (isSpace(file[at]) || file[at] == '#')) {
      if (file[at] == '#') {
        skipComment();
      } else {
        at++;
      }
    }
    if (at >= file.length) {
      throw truncated();
    }
    int bit = file[at++] - '0';
    if (bit != 0 && bit != 1) {
      throw corrupt("a pixel that is neither 0 nor 1");
    }
    return bit;
  }

  /** Python's round, which Pillow uses: halves to the even number. */
  private static int scaled(int value, int most, int wanted) {
    return most == wanted ? value : (int) Math.rint((double) value / most * wanted);
  }

  private long number() throws UnusableImageException {
    String token = token(file.length);
    if (token == null) {
      throw truncated();
    }
    if (token.isEmpty() || !token.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw corrupt("'" + token + "' in place of a number");
    }
    return Long.parseLong(token);
  }

  /**
   * The characters up to the next space, which is read, too; a comment ends with its line and does
   * not end a token. Null if the file, or its part that is looked at, ends before.
   */
  private @Nullable String token(int end) {
    StringBuilder token = new StringBuilder();
    int limit = Math.min(end, file.length);
    while (at < limit) {
      byte next = file[at];
      if (next == '#') {
        skipComment();
      } else if (isSpace(next)) {
        at++;
        if (!token.isEmpty()) {
          return token.toString();
        }
      } else {
        token.append((char) (next & 0xff));
        at++;
        if (token.length() > LONGEST_TOKEN) {
          return token.toString();
        }
      }
    }
    return at >= file.length && !token.isEmpty() && isText() ? token.toString() : null;
  }

  private void skipComment() {
    while (at < file.length && file[at] != '\n' && file[at] != '\r') {
      at++;
    }
    at++;
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || (value >= '\t' && value <= '\r');
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the netpbm file ends before its image does");
  }

  private static UnusableImageException corrupt(String what) {
    return new UnusableImageException(QuarantineReason.CORRUPT, "the netpbm file has " + what);
  }
}

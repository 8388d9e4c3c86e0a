// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import java.util.Arrays;

/**
 * The segments of a JPEG or JPEG-LS stream (T.81, annex B; T.87, annex C) whose process the JDK
 * does not decode: lossless with Huffman codes, sequential DCT of up to twelve bits, and JPEG-LS.
 * Every component has the full resolution.
 */
public final class CodedJpeg {
  private static final int EXTENDED = 0xc1;
  private static final int LOSSLESS = 0xc3;
  private static final int JPEG_LS = 0xf7;
  private static final int MOST_COMPONENTS = 4;

  private final byte[] stream;
  private final PixelLimit limit;
  private final HuffmanTable[] dc = new HuffmanTable[4];
  private final HuffmanTable[] ac = new HuffmanTable[4];
  private final int[][] quantisation = new int[4][];
  private final LsParameters.Stated stated = new LsParameters.Stated();
  private int process = -1;
  private int bits;
  private int width;
  private int height;
  private int restartInterval;
  private int[] ids = {};
  private int[] quantisationOf = {};
  private int[] values = {};

  private CodedJpeg(byte[] stream, PixelLimit limit) {
    this.stream = stream;
    this.limit = limit;
  }

  /**
   * @throws UnusableImageException with the reason, if the stream is damaged, too large, or of
   *     another process
   */
  public static Samples decode(byte[] stream, PixelLimit limit) throws UnusableImageException {
    try {
      return new CodedJpeg(stream, limit).image();
    } catch (ArrayIndexOutOfBoundsException e) {
      throw truncated();
    }
  }

  private Samples image() throws UnusableImageException {
    if (unsigned(0) != 0xff || unsigned(1) != 0xd8) {
      throw corrupt("does not begin with its marker");
    }
    int at = 2;
    int decoded = 0;
    while (true) {
      while (unsigned(at) != 0xff) {
        at++;
      }
      while (unsigned(at) == 0xff) {
        at++;
      }
      int marker = unsigned(at++);
      if (marker == 0xd9) {
        break;
      }
      if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd7)) {
        continue;
      }
      int end = at + word(at);
      if (end > stream.length || end < at + 2) {
        throw truncated();
      }
      if (marker == 0xda) {
        int components = unsigned(at + 2);
        decoded += components;
        end = scan(at + 2, end);
      } else {
        segment(marker, at + 2, end);
      }
      at = end;
    }
    if (process < 0 || decoded < ids.length) {
      throw corrupt("has no scan of some of its components");
    }
    return new Samples(width, height, ids.length, bits, values);
  }

  private void segment(int marker, int at, int end) throws UnusableImageException {
    switch (marker) {
      case 0xc0, EXTENDED, LOSSLESS, JPEG_LS -> frame(marker, at, end);
      case 0xc2, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf ->
          throw unsupported("of process SOF" + (marker & 15));
      case 0xc4 -> huffmanTables(at, end);
      case 0xdb -> quantisationTables(at, end);
      case 0xdd -> restartInterval = word(at);
      case 0xf8 -> {
        if (unsigned(at) != 1) {
          throw unsupported("with a JPEG-LS extension of type " + unsigned(at));
        }
        stated.read(word(at + 1), word(at + 3), word(at + 5), word(at + 7), word(at + 9));
      }
      case 0xe8 -> {
        boolean transform =
            end - at >= 5
                && stream[at] == 'm'
                && stream[at + 1] == 'r'
                && stream[at + 2] == 'f'
                && stream[at + 3] == 'x'
                && stream[at + 4] != 0;
        if (transform) {
          throw unsupported("with a colour transform of JPEG-LS that is no part of the standard");
        }
      }
      default -> {
        // Comments and application data.
      }
    }
  }

  private void frame(int marker, int at, int end) throws UnusableImageException {
    if (process >= 0) {
      throw corrupt("has two frames");
    }
    bits = unsigned(at);
    height = word(at + 1);
    width = word(at + 3);
    int components = unsigned(at + 5);
    if (end - at < 6 + 3 * components) {
      throw truncated();
    }
    limit.check(width, height);
    if (components < 1 || components > MOST_COMPONENTS || bits < 2 || bits > 16) {
      throw unsupported("of " + components + " components of " + bits + " bits");
    }
    // A sample of a lossless JPEG has a bit at least, and so have a row of JPEG-LS and a block.
    long least =
        marker == JPEG_LS
            ? height
            : marker == LOSSLESS ? (long) width * height * components : (long) width * height / 64;
    if (8L * stream.length < least) {
      throw truncated();
    }
    ids = new int[components];
    quantisationOf = new int[components];
    for (int i = 0; i < components; i++) {
      ids[i] = unsigned(at + 6 + 3 * i);
      quantisationOf[i] = unsigned(at + 8 + 3 * i) & 3;
      if (components > 1 && unsigned(at + 7 + 3 * i) != 0x11) {
        throw unsupported("with components of different resolution");
      }
    }
    process = marker;
    values = new int[Math.multiplyExact(width * height, components)];
  }

  private void huffmanTables(int from, int end) throws UnusableImageException {
    int at = from;
    while (at < end) {
      int kind = unsigned(at);
      int[] counts = new int[17];
      int symbols = 0;
      for (int length = 1; length <= 16; length++) {
        counts[length] = unsigned(at + length);
        symbols += counts[length];
      }
      if (symbols > 256 || at + 17 + symbols > end) {
        throw corrupt("has a Huffman table that is too long");
      }
      byte[] of = Arrays.copyOfRange(stream, at + 17, at + 17 + symbols);
      (kind >> 4 == 0 ? dc : ac)[kind & 3] = HuffmanTable.of(counts, of);
      at += 17 + symbols;
    }
  }

  private void quantisationTables(int from, int end) {
    int at = from;
    while (at < end) {
      int kind = unsigned(at++);
      int size = kind >> 4 == 0 ? 1 : 2;
      int[] table = new int[64];
      for (int i = 0; i < 64; i++) {
        table[i] = size == 1 ? unsigned(at) : word(at);
        at += size;
      }
      quantisation[kind & 3] = table;
    }
  }

  /** Returns where the segments go on. */
  private int scan(int at, int end) throws UnusableImageException {
    if (process < 0) {
      throw corrupt("has a scan before its frame");
    }
    int count = unsigned(at);
    if (count < 1 || count > ids.length || end - at < 4 + 2 * count) {
      throw corrupt("has a scan of " + count + " components");
    }
    int[] components = new int[count];
    HuffmanTable[] first = new HuffmanTable[count];
    HuffmanTable[] rest = new HuffmanTable[count];
    for (int i = 0; i < count; i++) {
      int id = unsigned(at + 1 + 2 * i);
      components[i] = Arrays.stream(ids).boxed().toList().indexOf(id);
      if (components[i] < 0) {
        throw corrupt("has a scan of a component that its frame does not name");
      }
      first[i] = dc[unsigned(at + 2 + 2 * i) >> 4 & 3];
      rest[i] = ac[unsigned(at + 2 + 2 * i) & 3];
    }
    int selection = unsigned(at + 1 + 2 * count);
    int spectralEnd = unsigned(at + 2 + 2 * count);
    int point = unsigned(at + 3 + 2 * count) & 15;
    if (process == JPEG_LS) {
      LsParameters parameters = stated.complete(bits, selection);
      if (restartInterval != 0) {
        throw unsupported("with restart intervals in JPEG-LS");
      }
      LsScan scan = new LsScan(parameters, new LsBits(stream, end), width, height);
      return scan.decode(components, spectralEnd, point, values, ids.length);
    }
    HuffmanBits code = new HuffmanBits(stream, end);
    if (process == LOSSLESS) {
      new LosslessScan(code, width, height, bits, restartInterval)
          .decode(components, first, selection, point, values, ids.length);
    } else {
      int[][] tables = new int[count][];
      for (int i = 0; i < count; i++) {
        tables[i] = quantisation[quantisationOf[components[i]]];
      }
      new DctScan(code, width, height, bits, restartInterval)
          .decode(components, first, rest, tables, values, ids.length);
    }
    return code.position();
  }

  private int unsigned(int at) {
    return stream[at] & 0xff;
  }

  private int word(int at) {
    return unsigned(at) << 8 | unsigned(at + 1);
  }

  static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the JPEG stream ends before its image does");
  }

  static UnusableImageException corrupt(String what) {
    return new UnusableImageException(QuarantineReason.CORRUPT, "the JPEG stream " + what);
  }

  private static UnusableImageException unsupported(String what) {
    return new UnusableImageException(QuarantineReason.UNSUPPORTED_FORMAT, "a JPEG stream " + what);
  }
}

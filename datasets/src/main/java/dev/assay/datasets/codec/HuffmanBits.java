// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;
import org.jspecify.annotations.Nullable;

/** Entropy-coded data of T.81: bits from the left, a zero byte after each 0xff. */
final class HuffmanBits {
  private final byte[] stream;
  private int at;
  private long bits;
  private int count;

  /** Bits after the end of the data, all zero; none of them may be used. */
  private int beyond;

  HuffmanBits(byte[] stream, int from) {
    this.stream = stream;
    this.at = from;
  }

  private void fill() {
    while (count <= 48) {
      int next = at < stream.length ? stream[at] & 0xff : 0xff;
      boolean stuffed = next == 0xff && at + 1 < stream.length && stream[at + 1] == 0;
      if (next == 0xff && !stuffed) {
        // A marker, or the end.
        bits <<= 8;
        beyond += 8;
      } else {
        bits = bits << 8 | next;
        at += stuffed ? 2 : 1;
      }
      count += 8;
    }
  }

  private void use(int length) throws UnusableImageException {
    count -= length;
    if (count < beyond) {
      throw CodedJpeg.truncated();
    }
  }

  /** The next symbol. */
  int symbol(@Nullable HuffmanTable table) throws UnusableImageException {
    if (table == null) {
      throw CodedJpeg.corrupt("names a Huffman table that it does not have");
    }
    if (count < 16) {
      fill();
    }
    int found = table.at((int) (bits >>> (count - 16)) & 0xffff);
    if (found == 0) {
      throw CodedJpeg.corrupt("has a Huffman code that its table does not have");
    }
    use(found >> 8);
    return found & 0xff;
  }

  /** The next bits as a signed number (T.81, F.2.2.1, EXTEND). */
  int signed(int length) throws UnusableImageException {
    if (length == 0) {
      return 0;
    }
    if (count < length) {
      fill();
    }
    int value = (int) (bits >>> (count - length)) & ((1 << length) - 1);
    use(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Goes on after the next restart marker. */
  void restart() throws UnusableImageException {
    bits = 0;
    count = 0;
    beyond = 0;
    while (at + 1 < stream.length) {
      int next = stream[at] & 0xff;
      int code = stream[at + 1] & 0xff;
      if (next == 0xff && code >= 0xd0 && code <= 0xd7) {
        at += 2;
        return;
      }
      if (next == 0xff && code != 0 && code != 0xff) {
        throw CodedJpeg.corrupt("lacks a restart marker");
      }
      at++;
    }
    throw CodedJpeg.truncated();
  }

  /** Where the next marker is to be looked for. */
  int position() {
    return at;
  }
}

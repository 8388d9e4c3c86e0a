// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;

/** Entropy-coded data of T.87: bits from the left, and only seven in the byte after a 0xff. */
final class LsBits {
  private final byte[] stream;
  private int at;
  private long bits;
  private int count;
  private boolean afterFull;

  /** Bits after the end of the data, all zero; none of them may be used. */
  private int beyond;

  LsBits(byte[] stream, int from) {
    this.stream = stream;
    this.at = from;
  }

  private void fill() {
    while (count <= 48) {
      int next = at < stream.length ? stream[at] & 0xff : -1;
      boolean marker = afterFull && next >= 0x80;
      if (next < 0 || marker) {
        bits <<= 8;
        count += 8;
        beyond += 8;
      } else {
        int length = afterFull ? 7 : 8;
        bits = bits << length | next;
        count += length;
        afterFull = next == 0xff;
        at++;
      }
    }
  }

  private void need(int length) throws UnusableImageException {
    if (count < length) {
      fill();
    }
    if (count - length < beyond) {
      throw CodedJpeg.truncated();
    }
  }

  int next(int length) throws UnusableImageException {
    if (length == 0) {
      return 0;
    }
    need(length);
    count -= length;
    return (int) (bits >>> count) & ((1 << length) - 1);
  }

  /** Number of zeros before the next one, which is read, too. */
  int zeros(int most) throws UnusableImageException {
    int zeros = 0;
    while (next(1) == 0) {
      if (++zeros > most) {
        throw CodedJpeg.corrupt("has a code that is too long");
      }
    }
    return zeros;
  }

  /** Where the marker after the scan is. */
  int end() {
    int from = Math.max(2, Math.min(at, stream.length) - 9);
    while (from + 1 < stream.length) {
      int code = stream[from + 1] & 0xff;
      if (stream[from] == (byte) 0xff && code >= 0x80 && code != 0xff) {
        return from;
      }
      from++;
    }
    return stream.length;
  }
}

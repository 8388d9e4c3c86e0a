// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;
import java.util.Arrays;

/**
 * A Huffman table of T.81, annex C, by the next 16 bits of the stream: the length of the code in
 * the high and the symbol in the low byte, 0 where no code begins so.
 */
final class HuffmanTable {
  private final short[] byBits = new short[1 << 16];

  private HuffmanTable() {}

  /**
   * @param counts number of codes of each length from 1 to 16
   * @param symbols in the order of their codes
   */
  static HuffmanTable of(int[] counts, byte[] symbols) throws UnusableImageException {
    HuffmanTable table = new HuffmanTable();
    int code = 0;
    int next = 0;
    for (int length = 1; length <= 16; length++) {
      for (int i = 0; i < counts[length]; i++) {
        int from = code << (16 - length);
        int to = (code + 1) << (16 - length);
        if (to > 1 << 16) {
          throw CodedJpeg.corrupt("has a Huffman table with more codes than there are");
        }
        Arrays.fill(table.byBits, from, to, (short) (length << 8 | (symbols[next++] & 0xff)));
        code++;
      }
      code <<= 1;
    }
    return table;
  }

  /** Length and symbol of the code with which 16 bits begin. */
  int at(int bits) {
    return byBits[bits] & 0xffff;
  }
}

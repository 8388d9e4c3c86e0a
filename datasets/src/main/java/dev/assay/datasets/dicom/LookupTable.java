// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;

/**
 * A Modality or VOI lookup table (PS3.3, C.11.1.1 and C.11.2.1.1): its descriptor is the number of
 * entries (0 means 65,536), the value that maps to the first, and the bits of an entry. Values
 * outside take the entry at the near end.
 */
final class LookupTable {
  private static final int DESCRIPTOR = 0x00283002;
  private static final int DATA = 0x00283006;

  private final int first;
  private final int[] entries;
  private final int bits;

  private LookupTable(int first, int[] entries, int bits) {
    this.first = first;
    this.entries = entries;
    this.bits = bits;
  }

  /**
   * @param signed whether the first mapped value is signed
   */
  static LookupTable of(Elements item, boolean signed) throws UnusableImageException {
    ByteBuffer descriptor = values(item, DESCRIPTOR, 6);
    int count = Short.toUnsignedInt(descriptor.getShort(0));
    count = count == 0 ? 1 << 16 : count;
    short first = descriptor.getShort(2);
    int bits = Short.toUnsignedInt(descriptor.getShort(4));
    if (bits < 8 || bits > 16) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a DICOM lookup table of " + bits + " bits an entry");
    }
    ByteBuffer data = values(item, DATA, count);
    // Eight-bit entries are stored either one per byte or one per word.
    boolean words = data.remaining() >= 2 * count;
    int[] entries = new int[count];
    for (int i = 0; i < count; i++) {
      int value =
          words ? Short.toUnsignedInt(data.getShort(2 * i)) : Byte.toUnsignedInt(data.get(i));
      entries[i] = value & ((1 << bits) - 1);
    }
    return new LookupTable(signed ? first : Short.toUnsignedInt(first), entries, bits);
  }

  private static ByteBuffer values(Elements item, int tag, int least)
      throws UnusableImageException {
    ByteBuffer values =
        item.get(tag).map(Elements.Element::values).orElseGet(() -> ByteBuffer.allocate(0));
    if (values.remaining() < least) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a DICOM lookup table is shorter than it says");
    }
    return values.slice().order(values.order());
  }

  int at(double value) {
    long index = (long) Math.floor(value) - first;
    return entries[(int) Math.clamp(index, 0, entries.length - 1L)];
  }

  /** The largest value that an entry can have. */
  int most() {
    return (1 << bits) - 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;

/**
 * The three tables of a palette (PS3.3, C.7.6.3.1.5): a descriptor as that of other lookup tables,
 * and entries of 8 or 16 bits, of which the highest 8 are the colour.
 */
final class PaletteColors {
  private static final int[] DESCRIPTORS = {0x00281101, 0x00281102, 0x00281103};
  private static final int[] TABLES = {0x00281201, 0x00281202, 0x00281203};
  private static final int SEGMENTED = 0x00281221;

  private final int first;
  private final byte[][] colours;

  private PaletteColors(int first, byte[][] colours) {
    this.first = first;
    this.colours = colours;
  }

  static PaletteColors of(Elements elements) throws UnusableImageException {
    if (elements.has(SEGMENTED)) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a DICOM palette in segments");
    }
    byte[][] colours = new byte[3][];
    int first = 0;
    for (int band = 0; band < 3; band++) {
      ByteBuffer descriptor = values(elements, DESCRIPTORS[band], 6);
      int count = Short.toUnsignedInt(descriptor.getShort(0));
      count = count == 0 ? 1 << 16 : count;
      first = Short.toUnsignedInt(descriptor.getShort(2));
      int bits = Short.toUnsignedInt(descriptor.getShort(4));
      ByteBuffer table = values(elements, TABLES[band], count);
      // Entries of eight bits are stored either one per byte or one per word.
      boolean words = table.remaining() >= 2 * count;
      colours[band] = new byte[count];
      for (int i = 0; i < count; i++) {
        int entry = words ? Short.toUnsignedInt(table.getShort(2 * i)) : table.get(i) & 0xff;
        colours[band][i] = (byte) (bits > 8 ? entry >> 8 : entry);
      }
    }
    return new PaletteColors(first, colours);
  }

  private static ByteBuffer values(Elements elements, int tag, int least)
      throws UnusableImageException {
    ByteBuffer values =
        elements.get(tag).map(Elements.Element::values).orElseGet(() -> ByteBuffer.allocate(0));
    if (values.remaining() < least) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a DICOM palette is shorter than it says, or missing");
    }
    return values.slice().order(values.order());
  }

  RgbImage apply(int width, int height, int[] indices) {
    byte[] rgb = new byte[3 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      for (int band = 0; band < 3; band++) {
        byte[] of = colours[band];
        rgb[3 * i + band] = of[Math.clamp(indices[i] - first, 0, of.length - 1)];
      }
    }
    return new RgbImage(width, height, rgb);
  }
}

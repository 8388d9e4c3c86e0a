// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Converts stored samples to bytes, in the order of PS3.3, C.11 and PS3.4, N.2: mask and sign of
 * the bits, padding, Modality LUT or rescale, VOI LUT or window, and last the inversion of
 * MONOCHROME1. All steps are functions of the stored value, so they are computed once per value and
 * not per pixel. Padding becomes black.
 */
final class GreyLevels {
  private static final int ALLOCATED = 0x00280100;
  private static final int STORED = 0x00280101;
  private static final int HIGH_BIT = 0x00280102;
  private static final int REPRESENTATION = 0x00280103;
  private static final int PADDING = 0x00280120;
  private static final int PADDING_LIMIT = 0x00280121;
  private static final int CENTER = 0x00281050;
  private static final int WIDTH = 0x00281051;
  private static final int INTERCEPT = 0x00281052;
  private static final int SLOPE = 0x00281053;
  private static final int FUNCTION = 0x00281056;
  private static final int MODALITY_TABLE = 0x00283000;
  private static final int VOI_TABLE = 0x00283010;

  private final Elements elements;
  private final int allocated;
  private final int bits;
  private final int shift;
  private final boolean signed;
  private final boolean inverted;
  private final double[] modality;
  private final boolean[] padding;
  private String window = "";

  private GreyLevels(Elements elements, boolean inverted) throws UnusableImageException {
    this.elements = elements;
    this.inverted = inverted;
    this.allocated = elements.required(ALLOCATED, "BitsAllocated");
    this.bits = elements.unsigned(STORED).orElse(allocated);
    this.shift = elements.unsigned(HIGH_BIT).orElse(bits - 1) + 1 - bits;
    this.signed = elements.unsigned(REPRESENTATION).orElse(0) == 1;
    if (allocated != 8 && allocated != 16) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a grey DICOM image of " + allocated + " bits a sample; 8 and 16 are read");
    }
    if (bits < 1 || shift < 0 || bits + shift > allocated) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "a DICOM image that stores %d bits at bit %d of %d".formatted(bits, shift, allocated));
    }
    this.modality = modality();
    this.padding = padding();
  }

  static GreyLevels of(Elements elements, boolean inverted) throws UnusableImageException {
    return new GreyLevels(elements, inverted);
  }

  int bytesPerSample() {
    return allocated / 8;
  }

  /** Decoded samples, which are numbers, in the form in which uncompressed ones are stored. */
  ByteBuffer stored(int[] values) {
    ByteBuffer out =
        ByteBuffer.allocate(values.length * bytesPerSample()).order(ByteOrder.LITTLE_ENDIAN);
    int mask = (1 << bits) - 1;
    for (int value : values) {
      if (allocated == 8) {
        out.put((byte) ((value & mask) << shift));
      } else {
        out.putShort((short) ((value & mask) << shift));
      }
    }
    return out.flip();
  }

  /** The window that was used, after the conversion. */
  String window() {
    return window;
  }

  /** The stored value of a masked bit pattern. */
  private int stored(int pattern) {
    return signed ? pattern << (32 - bits) >> (32 - bits) : pattern;
  }

  private int pattern(ByteBuffer samples, int index) {
    int raw =
        allocated == 8
            ? Byte.toUnsignedInt(samples.get(index))
            : Short.toUnsignedInt(samples.getShort(2 * index));
    return (raw >>> shift) & ((1 << bits) - 1);
  }

  /** The value after the Modality LUT, by bit pattern. */
  private double[] modality() throws UnusableImageException {
    List<Elements> tables = elements.items(MODALITY_TABLE);
    double slope = elements.decimal(SLOPE).orElse(1);
    double intercept = elements.decimal(INTERCEPT).orElse(0);
    double[] values = new double[1 << bits];
    if (!tables.isEmpty()) {
      LookupTable table = LookupTable.of(tables.get(0), signed);
      for (int i = 0; i < values.length; i++) {
        values[i] = table.at(stored(i));
      }
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = stored(i) * slope + intercept;
    }
    return values;
  }

  /** Whether a bit pattern is padding and no part of the image (PS3.3, C.7.5.1.1.2). */
  private boolean[] padding() {
    boolean[] padded = new boolean[1 << bits];
    OptionalInt value = elements.pixelValue(PADDING, signed);
    if (value.isPresent()) {
      int limit = elements.pixelValue(PADDING_LIMIT, signed).orElse(value.getAsInt());
      int least = Math.min(limit, value.getAsInt());
      int most = Math.max(limit, value.getAsInt());
      for (int i = 0; i < padded.length; i++) {
        padded[i] = stored(i) >= least && stored(i) <= most;
      }
    }
    return padded;
  }

  /** The table of the file, or else its window; of several the first. */
  private Window window(ByteBuffer samples, int pixels) throws UnusableImageException {
    List<Elements> tables = elements.items(VOI_TABLE);
    if (!tables.isEmpty()) {
      boolean negative = elements.items(MODALITY_TABLE).isEmpty() && least() < 0;
      return new Window.Table(LookupTable.of(tables.get(0), negative));
    }
    OptionalDouble center = elements.decimal(CENTER);
    OptionalDouble width = elements.decimal(WIDTH);
    if (center.isPresent() && width.isPresent()) {
      return stated(center.getAsDouble(), width.getAsDouble());
    }
    boolean unscaled =
        elements.items(MODALITY_TABLE).isEmpty()
            && elements.decimal(SLOPE).orElse(1) == 1
            && elements.decimal(INTERCEPT).orElse(0) == 0;
    if (bits == 8 && !signed && unscaled) {
      return new Window.AsStored();
    }
    long[] counts = new long[1 << bits];
    for (int i = 0; i < pixels; i++) {
      counts[pattern(samples, i)]++;
    }
    TreeMap<Double, Long> values = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && !padding[i]) {
        values.merge(modality[i], counts[i], Long::sum);
      }
    }
    return Window.Percentiles.of(values);
  }

  private double least() {
    double least = Double.MAX_VALUE;
    for (double value : modality) {
      least = Math.min(least, value);
    }
    return least;
  }

  private Window stated(double center, double width) throws UnusableImageException {
    String function = elements.text(FUNCTION);
    boolean linear = function.isEmpty() || function.equals("LINEAR");
    if (linear ? width < 1 : width <= 0) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "a DICOM window of width "
              + width
              + "; it must be "
              + (linear ? "at least 1" : "above 0"));
    }
    return switch (function) {
      case "", "LINEAR" -> new Window.Linear(center, width);
      case "LINEAR_EXACT" -> new Window.LinearExact(center, width);
      case "SIGMOID" -> new Window.Sigmoid(center, width);
      default ->
          throw new UnusableImageException(
              QuarantineReason.UNSUPPORTED_FORMAT,
              "DICOM VOI LUT function '"
                  + function
                  + "'; LINEAR, LINEAR_EXACT and SIGMOID are read");
    };
  }

  /**
   * @param samples in the byte order of the buffer
   * @return one byte a pixel: {@code floor(255 x + 1/2)} of the windowed value x
   */
  byte[] apply(ByteBuffer samples, int pixels) throws UnusableImageException {
    Window used = window(samples, pixels);
    window = used.label();
    byte[] levels = new byte[1 << bits];
    for (int i = 0; i < levels.length; i++) {
      int level = (int) Math.floor(255 * used.apply(modality[i]) + 0.5);
      levels[i] = (byte) (padding[i] ? 0 : inverted ? 255 - level : level);
    }
    byte[] bytes = new byte[pixels];
    for (int i = 0; i < pixels; i++) {
      bytes[i] = levels[pattern(samples, i)];
    }
    return bytes;
  }
}

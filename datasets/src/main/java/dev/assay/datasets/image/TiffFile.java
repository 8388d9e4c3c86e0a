// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The first directory of a TIFF file (TIFF 6.0, section 2) or of a BigTIFF file: what its image is,
 * and whether it can be read. All sizes are checked here, before a reader allocates anything for
 * them.
 */
final class TiffFile {
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int PLANAR = 284;
  static final int PREDICTOR = 317;
  static final int COLOR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int YCBCR_COEFFICIENTS = 529;
  static final int YCBCR_SUBSAMPLING = 530;
  static final int REFERENCE_BLACK_WHITE = 532;

  /** The tags that decide what the pixels are. Everything else is left out before decoding. */
  private static final Set<Integer> KEPT =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS,
          COMPRESSION,
          PHOTOMETRIC,
          266,
          STRIP_OFFSETS,
          ORIENTATION,
          SAMPLES,
          ROWS_PER_STRIP,
          STRIP_BYTES,
          PLANAR,
          292,
          293,
          PREDICTOR,
          COLOR_MAP,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_BYTES,
          332,
          334,
          EXTRA_SAMPLES,
          SAMPLE_FORMAT,
          347,
          512,
          513,
          514,
          515,
          517,
          518,
          519,
          520,
          521,
          YCBCR_COEFFICIENTS,
          YCBCR_SUBSAMPLING,
          531,
          REFERENCE_BLACK_WHITE);

  /**
   * Written as LONG, because the JDK's reader ignores some of them, or fails, if they are SHORT.
   */
  private static final Set<Integer> LONGS =
      Set.of(
          WIDTH,
          HEIGHT,
          STRIP_OFFSETS,
          STRIP_BYTES,
          ROWS_PER_STRIP,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_BYTES);

  /** Written as SHORT, because the JDK's reader ignores them if they are anything else. */
  private static final Set<Integer> SHORTS =
      Set.of(
          BITS,
          COMPRESSION,
          PHOTOMETRIC,
          266,
          SAMPLES,
          PLANAR,
          PREDICTOR,
          COLOR_MAP,
          EXTRA_SAMPLES,
          SAMPLE_FORMAT,
          YCBCR_SUBSAMPLING,
          531);

  private static final int SHORT = 3;
  private static final int LONG = 4;

  /** Compressions of TIFF files by their names in libtiff, which the JDK does not read. */
  private static final Map<Long, String> NOT_READ =
      Map.ofEntries(
          Map.entry(32766L, "NeXT"),
          Map.entry(32771L, "CCITT, aligned to words"),
          Map.entry(32809L, "ThunderScan"),
          Map.entry(33003L, "JPEG 2000 (Aperio, YCbCr)"),
          Map.entry(33005L, "JPEG 2000 (Aperio, RGB)"),
          Map.entry(34661L, "JBIG"),
          Map.entry(34676L, "SGI LogLuv"),
          Map.entry(34677L, "SGI LogLuv, 24 bits"),
          Map.entry(34712L, "JPEG 2000"),
          Map.entry(34887L, "LERC"),
          Map.entry(34892L, "lossy JPEG of DNG"),
          Map.entry(34925L, "LZMA"),
          Map.entry(50000L, "Zstandard"),
          Map.entry(50001L, "WebP"),
          Map.entry(50002L, "JPEG XL"));

  /** None, CCITT in three forms, LZW, JPEG in two forms, Deflate by two numbers, PackBits. */
  private static final Set<Long> READ = Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 32773L, 32946L);

  /** Pillow reads up to six samples a pixel, of which the first three or four count. */
  private static final int MOST_SAMPLES = 6;

  private static final int JPEG_COMPRESSION = 7;

  private final byte[] file;
  private final ByteBuffer in;
  private final boolean big;
  private final SortedMap<Integer, Field> fields = new TreeMap<>();

  /**
   * @param at where the values are
   */
  private record Field(int type, long count, int at) {}

  private TiffFile(byte[] file) {
    this.file = file;
    this.in = ByteBuffer.wrap(file);
    in.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    this.big = file.length >= 4 && in.getShort(2) == 43;
  }

  /** Reads the directory. */
  static TiffFile of(byte[] file) throws UnusableImageException {
    TiffFile tiff = new TiffFile(file);
    tiff.readDirectory();
    return tiff;
  }

  private void readDirectory() throws UnusableImageException {
    int head = big ? 16 : 8;
    if (file.length < head) {
      throw truncated();
    }
    if (big && in.getShort(4) != 8) {
      throw corrupt("offsets of " + in.getShort(4) + " bytes");
    }
    long start = big ? in.getLong(8) : Integer.toUnsignedLong(in.getInt(4));
    int entry = big ? 20 : 12;
    int first = inside(start, big ? 8 : 2);
    long count = big ? in.getLong(first) : Short.toUnsignedInt(in.getShort(first));
    first += big ? 8 : 2;
    if (count < 0 || count > (file.length - first) / entry) {
      throw truncated();
    }
    for (int i = 0; i < count; i++) {
      int at = first + i * entry;
      int tag = Short.toUnsignedInt(in.getShort(at));
      if (KEPT.contains(tag)) {
        Field field = field(at);
        Field earlier = fields.put(tag, field);
        if (earlier != null && !Arrays.equals(bytes(earlier), bytes(field))) {
          throw corrupt("two different values of tag " + tag);
        }
      }
    }
  }

  private Field field(int at) throws UnusableImageException {
    int type = Short.toUnsignedInt(in.getShort(at + 2));
    long count = big ? in.getLong(at + 4) : Integer.toUnsignedLong(in.getInt(at + 4));
    int value = at + (big ? 12 : 8);
    int room = big ? 8 : 4;
    if (count < 0 || count > file.length) {
      throw truncated();
    }
    long size = count * sizeOf(type);
    long offset =
        size <= room ? value : big ? in.getLong(value) : Integer.toUnsignedLong(in.getInt(value));
    return new Field(type, count, inside(offset, size));
  }

  private int inside(long offset, long size) throws UnusableImageException {
    if (offset < 0 || offset > file.length || size > file.length - offset) {
      throw truncated();
    }
    return (int) offset;
  }

  private static int sizeOf(int type) throws UnusableImageException {
    return switch (type) {
      case 1, 2, 6, 7 -> 1;
      case SHORT, 8 -> 2;
      case LONG, 9, 11, 13 -> 4;
      case 5, 10, 12, 16, 17, 18 -> 8;
      default -> throw corrupt("a field of the unknown type " + type);
    };
  }

  private byte[] bytes(Field field) throws UnusableImageException {
    int size = (int) field.count() * sizeOf(field.type());
    return Arrays.copyOfRange(file, field.at(), field.at() + size);
  }

  boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** All values of a tag that has whole numbers; none if it is missing. */
  long[] values(int tag) throws UnusableImageException {
    Field field = fields.get(tag);
    if (field == null) {
      return new long[0];
    }
    long[] values = new long[(int) field.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (field.type()) {
            case 1, 7 -> in.get(field.at() + i) & 0xff;
            case 6 -> in.get(field.at() + i);
            case SHORT -> Short.toUnsignedInt(in.getShort(field.at() + 2 * i));
            case 8 -> in.getShort(field.at() + 2 * i);
            case LONG, 13 -> Integer.toUnsignedLong(in.getInt(field.at() + 4 * i));
            case 9 -> in.getInt(field.at() + 4 * i);
            case 16, 17, 18 -> in.getLong(field.at() + 8 * i);
            default -> throw corrupt("no whole number for tag " + tag);
          };
    }
    return values;
  }

  /** The first value of a tag. */
  long value(int tag, long otherwise) throws UnusableImageException {
    long[] values = values(tag);
    return values.length == 0 ? otherwise : values[0];
  }

  long width() throws UnusableImageException {
    return value(WIDTH, 0);
  }

  long height() throws UnusableImageException {
    return value(HEIGHT, 0);
  }

  int samples() throws UnusableImageException {
    return Math.clamp(value(SAMPLES, 1), 0, Integer.MAX_VALUE);
  }

  int bits() throws UnusableImageException {
    return Math.clamp(Arrays.stream(values(BITS)).max().orElse(1), 0, Integer.MAX_VALUE);
  }

  int photometric() throws UnusableImageException {
    return (int) value(PHOTOMETRIC, -1);
  }

  ExifOrientation orientation() {
    try {
      return ExifOrientation.of(value(ORIENTATION, 1));
    } catch (UnusableImageException e) {
      // Not a whole number; Pillow ignores it, too.
      return ExifOrientation.UPRIGHT;
    }
  }

  boolean isPalette() throws UnusableImageException {
    return photometric() == 3;
  }

  /** Whether it has luma and two colour differences of eight bits, and not as JPEG. */
  boolean isYcc() throws UnusableImageException {
    return photometric() == 6
        && samples() == 3
        && bits() == 8
        && value(COMPRESSION, 1) != 6
        && !isJpeg();
  }

  /** Whether its samples are not packed. */
  boolean isUncompressed() throws UnusableImageException {
    return value(COMPRESSION, 1) == 1;
  }

  /** How many pixels share colour differences, across and down. */
  int[] subsampling() throws UnusableImageException {
    long[] stated = values(YCBCR_SUBSAMPLING);
    if (stated.length < 2) {
      return new int[] {2, 2};
    }
    return new int[] {(int) stated[0], (int) stated[1]};
  }

  /**
   * The tags of a grey image whose rows are the data units of this one (TIFF 6.0, section 21).
   *
   * @throws UnusableImageException if the units are of no kind that libtiff reads
   */
  SortedMap<Integer, long[]> asUnits() throws UnusableImageException {
    int across = subsampling()[0];
    int down = subsampling()[1];
    long rows = Math.min(value(ROWS_PER_STRIP, height()), height());
    boolean known =
        across >= down ? across <= 4 && across != 3 && down != 3 : across == 1 && down == 2;
    boolean fits =
        has(TILE_WIDTH)
            ? value(TILE_WIDTH, 1) % across == 0 && value(TILE_HEIGHT, 1) % down == 0
            : rows % down == 0 || rows == height();
    if (down < 1 || !known || !fits || value(PLANAR, 1) != 1 || isDifferences()) {
      throw unsupported(
          "whose colours are shared by %d x %d pixels%s"
              .formatted(across, down, known ? " in planes, differences or odd strips" : ""));
    }
    int unit = across * down + 2;
    SortedMap<Integer, long[]> tags = new TreeMap<>();
    tags.put(PHOTOMETRIC, new long[] {1});
    tags.put(SAMPLES, new long[] {1});
    tags.put(BITS, new long[] {8});
    tags.put(SAMPLE_FORMAT, new long[0]);
    tags.put(YCBCR_SUBSAMPLING, new long[0]);
    tags.put(WIDTH, new long[] {roundUp(width(), across) / across * unit});
    tags.put(HEIGHT, new long[] {roundUp(height(), down) / down});
    if (has(TILE_WIDTH)) {
      tags.put(TILE_WIDTH, new long[] {value(TILE_WIDTH, 1) / across * unit});
      tags.put(TILE_HEIGHT, new long[] {value(TILE_HEIGHT, 1) / down});
    } else {
      tags.put(ROWS_PER_STRIP, new long[] {roundUp(rows, down) / down});
    }
    return tags;
  }

  /** The tables that make colours of luma and colour differences. */
  TiffYcc ycc() throws UnusableImageException {
    return TiffYcc.libtiff(ratios(YCBCR_COEFFICIENTS), ratios(REFERENCE_BLACK_WHITE));
  }

  /** The values of a tag that has ratios; none if it is missing, or of another type. */
  private float[] ratios(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.type() != 5) {
      return new float[0];
    }
    float[] values = new float[(int) field.count()];
    for (int i = 0; i < values.length; i++) {
      long below = Integer.toUnsignedLong(in.getInt(field.at() + 8 * i + 4));
      // As libtiff reads a ratio without a denominator.
      values[i] =
          below == 0
              ? 0
              : (float) ((double) Integer.toUnsignedLong(in.getInt(field.at() + 8 * i)) / below);
    }
    return values;
  }

  /** Whether colours are stored multiplied by their alpha. */
  boolean isAssociatedAlpha() throws UnusableImageException {
    return value(EXTRA_SAMPLES, 0) == 1;
  }

  /** Whether each sample of a row is stored as its difference from the one to its left. */
  boolean isDifferences() throws UnusableImageException {
    long compression = value(COMPRESSION, 1);
    boolean predicted = compression == 5 || compression == 8 || compression == 32946;
    return predicted && value(PREDICTOR, 1) == 2;
  }

  /** The width of the tiles, or of the whole image. */
  int segmentWidth() throws UnusableImageException {
    return (int) value(TILE_WIDTH, width());
  }

  /**
   * The palette as Pillow reads it: the high byte of each 16-bit value, whether it was written as v
   * x 256 or as v x 257.
   *
   * @return red, green and blue of each index, as 0xRRGGBB
   */
  int[] palette() throws UnusableImageException {
    long[] map = values(COLOR_MAP);
    int colors = map.length / 3;
    if (colors == 0) {
      throw corrupt("no palette, which its photometric interpretation needs");
    }
    int[] palette = new int[colors];
    for (int i = 0; i < colors; i++) {
      palette[i] =
          (int) (map[i] >> 8 << 16 | map[colors + i] >> 8 << 8 | map[2 * colors + i] >> 8)
              & 0xffffff;
    }
    return palette;
  }

  /**
   * @throws UnusableImageException if the image is larger than the limit, with its tiles or
   *     without, or of a kind that is not read
   */
  void check(PixelLimit limit) throws UnusableImageException {
    limit.check(width(), height());
    checkSegments(limit);
    checkSamples();
    checkCompression();
    String kind =
        switch (photometric()) {
          case 0, 1, 2, 3, 5, 6 -> "";
          case -1 -> throw corrupt("no photometric interpretation");
          case 4 -> "a transparency mask";
          case 8, 9, 10 -> "in the colour space Lab";
          case 32803, 34892 -> "of raw camera samples";
          case 32844, 32845 -> "of logarithmic luminance";
          default -> "of the photometric interpretation " + photometric();
        };
    if (!kind.isEmpty()) {
      throw unsupported(kind + "; grey levels, RGB, palettes, CMYK and YCbCr are read");
    }
    if (isJpeg()
        && photometric() == 6
        && Arrays.equals(values(YCBCR_SUBSAMPLING), new long[] {1, 2})) {
      throw unsupported("whose JPEG strips have half of the rows of colour (4:4:0)");
    }
  }

  private void checkCompression() throws UnusableImageException {
    long compression = value(COMPRESSION, 1);
    if (!READ.contains(compression)) {
      throw unsupported(
          "of the compression "
              + NOT_READ.getOrDefault(compression, String.valueOf(compression))
              + "; none, LZW, Deflate, PackBits, JPEG and CCITT are read");
    }
    if (isJpeg() && (samples() == 2 || samples() > 4)) {
      throw unsupported("whose JPEG strips have " + samples() + " samples; 1, 3 and 4 are read");
    }
    if (isJpeg() && bits() != 8) {
      throw unsupported("whose JPEG strips have samples of " + bits() + " bits; 8 are read");
    }
  }

  /** Whether its strips or tiles are JPEG streams. */
  boolean isJpeg() throws UnusableImageException {
    return value(COMPRESSION, 1) == JPEG_COMPRESSION;
  }

  private void checkSegments(PixelLimit limit) throws UnusableImageException {
    if (!has(TILE_WIDTH) && !has(TILE_HEIGHT)) {
      return;
    }
    long tileWidth = value(TILE_WIDTH, 0);
    long tileHeight = value(TILE_HEIGHT, 0);
    if (tileWidth < 1 || tileHeight < 1) {
      throw corrupt("tiles of " + tileWidth + " x " + tileHeight + " pixels");
    }
    // Readers decode whole tiles, also beyond the edge of the image.
    if (tileWidth > Integer.MAX_VALUE
        || tileHeight > Integer.MAX_VALUE
        || roundUp(width(), tileWidth) > limit.pixels() / roundUp(height(), tileHeight)) {
      throw new UnusableImageException(
          QuarantineReason.TOO_COSTLY,
          "the TIFF file has tiles of "
              + tileWidth
              + " x "
              + tileHeight
              + " pixels for an image of "
              + width()
              + " x "
              + height());
    }
  }

  /** As {@link ImageDecoder#memory}, with whole tiles and all samples. */
  long memory(PixelLimit limit) throws UnusableImageException {
    check(limit);
    long wide = has(TILE_WIDTH) ? roundUp(width(), value(TILE_WIDTH, 1)) : width();
    long high = has(TILE_HEIGHT) ? roundUp(height(), value(TILE_HEIGHT, 1)) : height();
    // Three times the stored samples (raster, a strip, a buffer), and the result, turned.
    int perPixel = 8 + 3 * samples() * (bits() > 8 ? 2 : 1);
    return ImageDecoder.ofPixels(wide, high, perPixel, limit);
  }

  private static long roundUp(long size, long step) {
    return (size + step - 1) / step * step;
  }

  private void checkSamples() throws UnusableImageException {
    int samples = samples();
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw unsupported("of " + samples + " samples a pixel; 1 to " + MOST_SAMPLES + " are read");
    }
    for (long format : values(SAMPLE_FORMAT)) {
      if (format != 1 && format != 4) {
        throw unsupported(
            "of "
                + (format == 2 ? "signed" : format == 3 ? "floating-point" : "complex")
                + " samples of "
                + bits()
                + " bits; unsigned whole numbers of 1 to 16 bits are read");
      }
    }
    if (bits() < 1 || bits() > 16) {
      throw unsupported("of samples of " + bits() + " bits; 1 to 16 are read");
    }
  }

  /**
   * A classic TIFF file with the same pixel data and only the tags that decide what the pixels are.
   *
   * @param replaced values of tags in place of the file's; an empty array removes the tag
   */
  byte[] classic(SortedMap<Integer, long[]> replaced) throws UnusableImageException {
    SortedMap<Integer, byte[]> written = new TreeMap<>();
    SortedMap<Integer, int[]> kinds = new TreeMap<>();
    for (var e : fields.entrySet()) {
      Field field = e.getValue();
      if (e.getKey() == ORIENTATION || replaced.containsKey(e.getKey())) {
        continue;
      }
      if (SHORTS.contains(e.getKey()) || LONGS.contains(e.getKey())) {
        put(e.getKey(), values(e.getKey()), written, kinds);
      } else {
        written.put(e.getKey(), bytes(field));
        kinds.put(e.getKey(), new int[] {field.type(), (int) field.count()});
      }
    }
    for (var e : replaced.entrySet()) {
      if (e.getValue().length > 0) {
        put(e.getKey(), e.getValue(), written, kinds);
      }
    }
    int start = (file.length + 1) & ~1;
    int directory = 2 + 12 * written.size() + 4;
    int size = start + directory + written.values().stream().mapToInt(v -> v.length + 3).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(in.order());
    out.put(file);
    out.putShort(2, (short) 42).putInt(4, start);
    out.position(start).putShort((short) written.size());
    int at = start + directory;
    for (var e : written.entrySet()) {
      int[] kind = kinds.get(e.getKey());
      out.putShort(e.getKey().shortValue()).putShort((short) kind[0]).putInt(kind[1]);
      byte[] values = e.getValue();
      if (values.length <= 4) {
        out.put(Arrays.copyOf(values, 4));
      } else {
        out.putInt(at).put(at, values);
        at += (values.length + 3) & ~3;
      }
    }
    return out.array();
  }

  private void put(
      int tag, long[] values, SortedMap<Integer, byte[]> written, SortedMap<Integer, int[]> kinds)
      throws UnusableImageException {
    boolean wide = LONGS.contains(tag);
    ByteBuffer out = ByteBuffer.allocate((wide ? 4 : 2) * values.length).order(in.order());
    for (long value : values) {
      if (value < 0 || value > (wide ? 0xffffffffL : 0xffff)) {
        throw corrupt("the value " + value + " for tag " + tag);
      }
      if (wide) {
        out.putInt((int) value);
      } else {
        out.putShort((short) value);
      }
    }
    written.put(tag, out.array());
    kinds.put(tag, new int[] {wide ? LONG : SHORT, values.length});
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the TIFF file ends before its image does");
  }

  private static UnusableImageException corrupt(String what) {
    return new UnusableImageException(QuarantineReason.CORRUPT, "the TIFF file has " + what);
  }

  private static UnusableImageException unsupported(String what) {
    return new UnusableImageException(QuarantineReason.UNSUPPORTED_FORMAT, "a TIFF image " + what);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.datasets.QuarantineReason;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffDecodingTest {
  private static final DecodingOptions HIGH_BYTE =
      new DecodingOptions(Orientation.IGNORE, SixteenBit.HIGH_BYTE, Alpha.DROP);

  private final ImageDecoder decoder = new ImageDecoder(PixelLimit.DEFAULT);

  private static Stream<TiffFiles> everyForm() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
        .flatMap(order -> Stream.of(true, false).map(big -> new TiffFiles(order, big, 5, 3)));
  }

  @ParameterizedTest
  @MethodSource("everyForm")
  void readsClassicAndBigFilesOfEitherByteOrder(TiffFiles file) throws Exception {
    byte[] pixels = new byte[45];
    IntStream.range(0, 45).forEach(i -> pixels[i] = (byte) (5 * i));
    file.tag(258, 8, 8, 8).tag(262, 2).tag(277, 3).tag(278, 2);
    file.strip(Arrays.copyOf(pixels, 30)).strip(Arrays.copyOfRange(pixels, 30, 45));

    assertThat(decoder.decode(file.bytes()).rgb()).isEqualTo(pixels);
  }

  /** Two tiles beside each other: the differences begin anew in the second. */
  @ParameterizedTest
  @MethodSource("everyForm")
  void undoesSixteenBitDifferencesTileByTile(TiffFiles file) throws Exception {
    file.without(256).without(257).tag(256, 20).tag(257, 1);
    file.tag(258, 16).tag(262, 1).tag(277, 1).tag(317, 2).tag(322, 16).tag(323, 16).deflated();
    int[] first = new int[256];
    int[] second = new int[256];
    for (int x = 0; x < 16; x++) {
      first[x] = x == 0 ? 65_000 : 512;
      second[x] = x == 0 ? 1024 : 256;
    }
    file.tile(file.words(first)).tile(file.words(second));

    RgbImage image = decoder.with(HIGH_BYTE).decode(file.bytes());

    for (int x = 0; x < 20; x++) {
      int value = x < 16 ? (65_000 + 512 * x) & 0xffff : 1024 + 256 * (x - 16);
      assertThat(image.rgb()[3 * x] & 0xff).as("x " + x).isEqualTo(value >> 8);
    }
  }

  @Test
  void undoesDifferencesOfInvertedGreyAndOfPlanes() throws Exception {
    TiffFiles grey = new TiffFiles(ByteOrder.BIG_ENDIAN, false, 3, 1);
    grey.tag(258, 16).tag(262, 0).tag(277, 1).tag(317, 2).deflated();
    grey.strip(grey.words(0x1000, 0x0100, 0xff00));
    TiffFiles planes = new TiffFiles(ByteOrder.LITTLE_ENDIAN, false, 2, 1);
    planes.tag(258, 16, 16, 16).tag(262, 2).tag(277, 3).tag(284, 2).tag(317, 2).deflated();
    planes.strip(planes.words(0x1000, 0x0100));
    planes.strip(planes.words(0x2000, 0x0100));
    planes.strip(planes.words(0x3000, 0x0100));

    RgbImage inverted = decoder.with(HIGH_BYTE).decode(grey.bytes());
    assertThat(inverted.rgb()[0] & 0xff).isEqualTo(0xef);
    assertThat(inverted.rgb()[3] & 0xff).isEqualTo(0xee);
    assertThat(inverted.rgb()[6] & 0xff).isEqualTo(0xef);
    assertThat(decoder.decode(planes.bytes()).rgb())
        .containsExactly(0x10, 0x20, 0x30, 0x11, 0x21, 0x31);
  }

  /** Pillow takes the high byte of the 16-bit values of a palette, however they were spread. */
  @ParameterizedTest
  @CsvSource({"8, 256", "8, 257", "4, 256", "4, 257"})
  void readsPalettesWhicheverWayTheyWereWritten(int bits, int factor) throws Exception {
    int colors = 1 << bits;
    long[] map = new long[3 * colors];
    for (int i = 0; i < colors; i++) {
      map[i] = (long) (i * 7 % 256) * factor;
      map[colors + i] = (long) (i * 11 % 256) * factor;
      map[2 * colors + i] = (255L - i) * factor;
    }
    byte[] pixels = bits == 8 ? new byte[] {0, 9, (byte) 200} : new byte[] {0x09, (byte) 0xf0};
    int[] indices = bits == 8 ? new int[] {0, 9, 200} : new int[] {0, 9, 15};
    byte[] file =
        TiffFiles.plain(3, 1, 3, 1, pixels).without(258).tag(258, bits).tag(320, map).bytes();

    byte[] rgb = decoder.decode(file).rgb();

    for (int i = 0; i < 3; i++) {
      assertThat(rgb[3 * i] & 0xff).isEqualTo(indices[i] * 7 % 256);
      assertThat(rgb[3 * i + 1] & 0xff).isEqualTo(indices[i] * 11 % 256);
      assertThat(rgb[3 * i + 2] & 0xff).isEqualTo(255 - indices[i]);
    }
  }

  /** Unpack.c, unpackRGBa: c x 255 / a without rounding, at most 255; 0 where nothing is opaque. */
  @Test
  void dividesColoursByAnAlphaThatTheyWereMultipliedWith() throws Exception {
    byte[] pixels = {50, 100, (byte) 200, (byte) 128, 10, 20, 30, 0, 1, 2, 3, (byte) 255};
    TiffFiles wide = new TiffFiles(ByteOrder.BIG_ENDIAN, false, 1, 1);
    wide.tag(258, 16, 16, 16, 16).tag(262, 2).tag(277, 4).tag(338, 1);
    wide.strip(wide.words(50 << 8, 100 << 8, 200 << 8, 128 << 8));

    assertThat(decoder.decode(TiffFiles.plain(3, 1, 2, 4, pixels).tag(338, 1).bytes()).rgb())
        .containsExactly(99, 199, 255, 0, 0, 0, 1, 2, 3);
    assertThat(decoder.decode(wide.bytes()).rgb()).containsExactly(99, 199, 255);
    byte[] grey = {50, (byte) 128};
    assertThat(decoder.decode(TiffFiles.plain(1, 1, 1, 2, grey).tag(338, 1).bytes()).rgb())
        .containsExactly(99, 99, 99);
  }

  /** RGB with bands whose meaning is not stated, or with two more than RGB. */
  @Test
  void dropsBandsWithoutAMeaning() throws Exception {
    DecodingOptions white = new DecodingOptions(null, null, Alpha.WHITE);
    byte[] four = TiffFiles.plain(1, 1, 2, 4, new byte[] {10, 20, 30, 40}).tag(338, 0).bytes();
    byte[] five =
        TiffFiles.plain(1, 1, 2, 5, new byte[] {10, 20, 30, 40, 50}).tag(338, 0, 0).bytes();

    assertThat(decoder.with(white).decode(four).rgb()).containsExactly(10, 20, 30);
    assertThat(decoder.decode(five).rgb()).containsExactly(10, 20, 30);
  }

  @ParameterizedTest
  @CsvSource({
    "258, 32, 339, 3, floating-point samples of 32 bits",
    "258, 16, 339, 3, floating-point samples of 16 bits",
    "258, 64, 339, 3, floating-point samples of 64 bits",
    "258, 16, 339, 2, signed samples of 16 bits",
    "258, 32, 339, 1, samples of 32 bits",
    "258, 32, 339, 6, complex samples",
    "258, 8, 262, 8, Lab",
    "258, 8, 262, 9, Lab",
    "258, 8, 262, 32803, raw camera",
    "258, 8, 277, 200, 200 samples a pixel",
    "258, 8, 259, 50000, compression Zstandard",
    "258, 8, 259, 34925, compression LZMA",
    "258, 8, 259, 34712, compression JPEG 2000",
    "258, 8, 259, 4711, compression 4711",
    "258, 12, 259, 7, JPEG strips have samples of 12 bits",
    "277, 2, 259, 7, JPEG strips have 2 samples"
  })
  void refusesWhatIsNotReadWithTheTrueReason(
      int tag, int value, int otherTag, int otherValue, String reason) {
    byte[] file =
        TiffFiles.plain(2, 2, 1, 1, new byte[64])
            .without(tag)
            .without(otherTag)
            .tag(tag, value)
            .tag(otherTag, otherValue)
            .bytes();

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining(reason)
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(QuarantineReason.UNSUPPORTED_FORMAT);
  }

  @Test
  void refusesTilesThatAreLargerThanAnyImage() {
    byte[] huge =
        TiffFiles.plain(64, 64, 1, 1, new byte[400]).tag(322, 40_000).tag(323, 40_000).bytes();
    byte[] none = TiffFiles.plain(64, 64, 1, 1, new byte[400]).tag(322, 0).tag(323, 16).bytes();

    assertThat(Refusal.of(decoder, huge)).contains(QuarantineReason.TOO_COSTLY);
    assertThat(Refusal.of(decoder, none)).contains(QuarantineReason.CORRUPT);
  }

  @Test
  void refusesATagWithTwoValues() throws Exception {
    byte[] file = TiffFiles.plain(2, 2, 1, 1, new byte[4]).tag(258, 30).bytes();

    assertThat(Refusal.of(decoder, file)).contains(QuarantineReason.CORRUPT);
    byte[] same = TiffFiles.plain(2, 2, 1, 1, new byte[] {1, 2, 3, 4}).tag(258, 8).bytes();
    assertThat(decoder.decode(same).rgb()[9]).isEqualTo((byte) 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void turnsByAnOrientationOfEitherType(int type) throws Exception {
    TiffFiles file = TiffFiles.plain(2, 1, 1, 1, new byte[] {10, 20});
    file.tag(274, type == 3 ? 3 : 0x10003);
    byte[] bytes = file.bytes();
    if (type == 4) {
      replace(bytes, new byte[] {0x12, 1, 4, 0, 1, 0, 0, 0, 3, 0, 1, 0}, 10, (byte) 0);
    }

    assertThat(decoder.decode(bytes).rgb()).containsExactly(20, 20, 20, 10, 10, 10);
  }

  private static void replace(byte[] bytes, byte[] found, int offset, byte value) {
    for (int i = 0; i + found.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + found.length, found, 0, found.length)) {
        bytes[i + offset] = value;
        return;
      }
    }
    throw new AssertionError("the bytes are not there");
  }

  @Test
  void saysThatClippedSixteenBitsAreWhite() throws Exception {
    TiffFiles bright = new TiffFiles(ByteOrder.LITTLE_ENDIAN, false, 2, 2);
    bright.tag(258, 16).tag(262, 1).tag(277, 1).strip(bright.words(900, 800, 700, 100));
    TiffFiles dark = new TiffFiles(ByteOrder.LITTLE_ENDIAN, false, 2, 2);
    dark.tag(258, 16).tag(262, 1).tag(277, 1).strip(dark.words(900, 255, 255, 100));

    assertThat(decoder.decode(bright.bytes()).isWashedOut()).isTrue();
    assertThat(decoder.decode(dark.bytes()).isWashedOut()).isFalse();
    assertThat(decoder.with(HIGH_BYTE).decode(bright.bytes()).isWashedOut()).isFalse();
  }

  /** Files cut anywhere and with any byte changed: an image or a named reason, no other failure. */
  @Test
  void reportsAnyDamageWithoutAFailure() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    byte[] whole = TiffFiles.plain(12, 9, 2, 3, new byte[324]).deflated().tag(317, 2).bytes();
    int images = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged =
          i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(8, whole.length)) : whole.clone();
      damaged[random.nextInt(2, damaged.length)] = (byte) random.nextInt(256);
      try {
        RgbImage image = decoder.decode(damaged);
        assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
        images++;
      } catch (UnusableImageException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(images).isPositive();
  }
}

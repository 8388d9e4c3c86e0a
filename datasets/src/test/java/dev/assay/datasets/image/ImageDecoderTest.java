// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.Hash;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SharedDir;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(new PixelLimit(10_000_000));

  /** Hashes of Pillow's {@code Image.open(f).convert("RGB").tobytes()}, from golden-preprocess. */
  @ParameterizedTest
  @CsvSource({
    "03_progressive.jpg, 0d8566e0f1e32ed6129f51f70249fc6f1ad475772d200d2542b2e3b183988994",
    "04_gray_xray.jpg, 3f680f8aeb263152fb6d87ba7278e0e6757a81a2155eb00b7506de17fbc462d7",
    "05_cmyk.jpg, c4b340e9b45a140af78664cdb4e1e4a4b48ff3160cea51ad53ee277af69ca43b",
    "09_palette.png, a055d3a1f3f907e03a28b316bcf056d6a6f9fa6bb8dbea5c689d554e3268e6d2",
    "11_1bit.png, c3f3c3462c3b5f978968cd23a3c004fc84dd6dac219441018976aa8218d1c561",
    "15_small100x80.png, ad3af355a3734a7a05b609367d971e019512005a1236a73d7b7462a7a7bedacf",
    "16_gray16_full.png, ffb6a41877187938df3f7294f2672755f72938e806ee6a9febae076c71c6e6e8",
    "17_gray_alpha.png, 3850ea8b38e2be940f1c604796784aae7138c1b0a69543a44621b20c62d07e89"
  })
  void decodesToPillowsBytes(String name, String sha256) throws Exception {
    RgbImage image = decoder.decode(golden(name));

    assertThat(Hash.ofBytes(image.rgb())).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "truncated.jpg, TRUNCATED",
    "zero_bytes.jpg, EMPTY_FILE",
    "text.png, NOT_AN_IMAGE",
    "bomb60000x60000.png, TOO_MANY_PIXELS"
  })
  void refusesBrokenFilesWithTheirReason(String name, QuarantineReason reason) throws Exception {
    assertThat(Refusal.of(decoder, golden(name))).contains(reason);
  }

  @Test
  void refusesTheBombBeforeAllocatingForIt() throws Exception {
    ImageDecoder generous = new ImageDecoder(new PixelLimit(PixelLimit.PILLOW));

    assertThat(Refusal.of(generous, golden("bomb60000x60000.png")))
        .contains(QuarantineReason.TOO_MANY_PIXELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "tiff"})
  void refusesFilesThatEndTooSoon(String format) throws Exception {
    byte[] whole = written(noise(90, 70, BufferedImage.TYPE_3BYTE_BGR), format);
    assertThat(Refusal.of(decoder, whole)).isEmpty();

    for (double kept : new double[] {0.05, 0.5, 0.9, 0.99}) {
      byte[] part = Arrays.copyOf(whole, (int) (whole.length * kept));
      assertThat(Refusal.of(decoder, part)).as(format + " " + kept).isPresent();
    }
    // The JDK's TIFF reader finds offsets beyond the end before it reads anything there.
    QuarantineReason reason =
        format.equals("tiff") ? QuarantineReason.CORRUPT : QuarantineReason.TRUNCATED;
    assertThat(Refusal.of(decoder, Arrays.copyOf(whole, whole.length * 9 / 10))).contains(reason);
  }

  @Test
  void refusesJpegThatLacksOnlyItsEnd() throws Exception {
    byte[] whole = golden("03_progressive.jpg");

    assertThat(Refusal.of(decoder, Arrays.copyOf(whole, whole.length - 2)))
        .contains(QuarantineReason.TRUNCATED);
  }

  @Test
  void refusesPngWhoseChecksumIsWrong() throws Exception {
    byte[] file = golden("15_small100x80.png");
    file[file.length / 2] ^= 1;

    assertThat(Refusal.of(decoder, file)).contains(QuarantineReason.CORRUPT);
  }

  @Test
  void reportsAnyDamageWithoutAFailure() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    for (String name : new String[] {"04_gray_xray.jpg", "05_cmyk.jpg", "09_palette.png"}) {
      byte[] whole = golden(name);
      for (int i = 0; i < 60; i++) {
        byte[] damaged = whole.clone();
        int at = random.nextInt(2, i < 30 ? 600 : damaged.length);
        for (int j = at; j < Math.min(damaged.length, at + 8); j++) {
          damaged[j] = (byte) random.nextInt(256);
        }
        try {
          RgbImage image = decoder.decode(damaged);
          assertThat(image.rgb()).hasSize(3 * image.width() * image.height());
        } catch (UnusableImageException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GIF89a, CORRUPT",
    "RIFF1234WEBPVP8, TRUNCATED",
    "....ftypheic, UNSUPPORTED_FORMAT",
    "....ftypavif, UNSUPPORTED_FORMAT",
    "<!DOCTYPE html>, NOT_AN_IMAGE",
    "BMW is a car maker and this is no bitmap, NOT_AN_IMAGE"
  })
  void looksAtBytesNotAtNames(String start, QuarantineReason reason) {
    byte[] file = Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), 200);

    assertThat(Refusal.of(decoder, file)).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "c1, 12, 'a JPEG of 12 bits, sequential;'",
    "c3, 8, 'a JPEG of 8 bits, lossless;'",
    "c9, 8, sequential with arithmetic coding",
    "ca, 8, progressive with arithmetic coding",
    "f7, 8, JPEG-LS",
    "c5, 8, hierarchical"
  })
  void namesTheProcessOfAJpegThatIsNotRead(String process, byte bits, String name)
      throws Exception {
    byte[] file = golden("04_gray_xray.jpg");
    int frame = indexOf(file, 0xc0);
    file[frame + 1] = (byte) Integer.parseInt(process, 16);
    file[frame + 4] = bits;

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(UnusableImageException.class)
        .hasMessageContaining(name)
        .extracting(e -> ((UnusableImageException) e).reason())
        .isEqualTo(QuarantineReason.UNSUPPORTED_FORMAT);
  }

  /** ImageIO alone takes full-resolution YCbCr without a JFIF segment for RGB; libjpeg does not. */
  @Test
  void readsJpegWithoutJfifAsYcc() throws Exception {
    byte[] whole = golden("02_jpeg444.jpg");
    byte[] without = withoutSegment(whole, 0xe0);
    assertThat(without.length).isLessThan(whole.length);

    assertThat(decoder.decode(without).rgb()).isEqualTo(decoder.decode(whole).rgb());
  }

  /** A profile that swaps nothing visible would not do: this one is not even a profile. */
  @Test
  void ignoresColourProfiles() throws Exception {
    byte[] plain = golden("03_progressive.jpg");
    byte[] name = "ICC_PROFILE\0\1\1 this is no profile".getBytes(StandardCharsets.US_ASCII);
    byte[] profiled =
        ByteBuffer.allocate(plain.length + 4 + name.length)
            .put(plain, 0, 2)
            .putShort((short) 0xffe2)
            .putShort((short) (2 + name.length))
            .put(name)
            .put(plain, 2, plain.length - 2)
            .array();

    assertThat(decoder.decode(profiled).rgb()).isEqualTo(decoder.decode(plain).rgb());
  }

  /** Writers use every type of whole numbers for the orientation; the standard says SHORT. */
  @ParameterizedTest
  @CsvSource({"1, 6", "3, 6", "4, 6", "6, 6", "8, 6", "9, 6"})
  void turnsByAnOrientationOfAnyType(int type, int orientation) throws Exception {
    for (boolean little : new boolean[] {true, false}) {
      ByteBuffer tiff =
          ByteBuffer.allocate(26)
              .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
              .put((byte) (little ? 'I' : 'M'))
              .put((byte) (little ? 'I' : 'M'))
              .putShort((short) 42)
              .putInt(8)
              .putShort((short) 1)
              .putShort((short) 0x112)
              .putShort((short) type)
              .putInt(1);
      switch (type) {
        case 1, 6 -> tiff.put((byte) orientation);
        case 3, 8 -> tiff.putShort((short) orientation);
        default -> tiff.putInt(orientation);
      }
      byte[] plain = golden("03_progressive.jpg");
      byte[] exif =
          ByteBuffer.allocate(plain.length + 36)
              .put(plain, 0, 2)
              .putShort((short) 0xffe1)
              .putShort((short) 34)
              .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
              .put(tiff.array())
              .put(plain, 2, plain.length - 2)
              .array();
      DecodingOptions apply = new DecodingOptions(Orientation.APPLY, null, null);

      RgbImage turned = decoder.with(apply).decode(exif);

      RgbImage stored = decoder.decode(plain);
      assertThat(turned.rgb()).isEqualTo(ExifOrientation.of(orientation).upright(stored).rgb());
      assertThat(turned.width()).isEqualTo(stored.height());
    }
  }

  /** Pillow 9.4's PpmImagePlugin: round(value / most x 255), halves to even; comments anywhere. */
  @Test
  void readsEveryFormOfNetpbm() throws Exception {
    assertThat(netpbm("P2 # text\n2 1\n# most\n15\n0 15")).containsExactly(0, 0, 0, 255, 255, 255);
    assertThat(netpbm("P3 1 1 100 50 100 0")).containsExactly(128, 255, 0);
    assertThat(netpbm("P1\n3 1\n101")).containsExactly(0, 0, 0, 255, 255, 255, 0, 0, 0);
    assertThat(netpbm("P4 3 1\n\u00a0")).containsExactly(0, 0, 0, 255, 255, 255, 0, 0, 0);
    assertThat(netpbm("P5#c\n1#w\n 1 255#after\n A")).containsExactly('A', 'A', 'A');
    assertThat(netpbm("P5 2 1 65535\n\u0000\u0040\u0001\u0000"))
        .containsExactly(64, 64, 64, 255, 255, 255);
    assertThat(Refusal.of(decoder, "P5 9 9 255\nshort".getBytes(StandardCharsets.ISO_8859_1)))
        .contains(QuarantineReason.TRUNCATED);
    assertThat(Refusal.of(decoder, "P2 1 1 9 x".getBytes(StandardCharsets.ISO_8859_1)))
        .contains(QuarantineReason.CORRUPT);
    assertThat(Refusal.of(decoder, "P5 is a name".getBytes(StandardCharsets.ISO_8859_1)))
        .contains(QuarantineReason.NOT_AN_IMAGE);
  }

  private byte[] netpbm(String file) throws UnusableImageException {
    return decoder.decode(file.getBytes(StandardCharsets.ISO_8859_1)).rgb();
  }

  @Test
  void refusesProgressiveJpegOfThousandsOfScansAndReadsTen() throws Exception {
    ImageDecoder generous = new ImageDecoder(PixelLimit.DEFAULT);
    Path hostile = SharedDir.folder("public-cases/hostile");

    assertThat(
            Refusal.of(generous, Files.readAllBytes(hostile.resolve("progressive_2000_scans.jpg"))))
        .contains(QuarantineReason.TOO_COSTLY);
    assertThat(Refusal.of(generous, Files.readAllBytes(hostile.resolve("prog10.jpg")))).isEmpty();
  }

  /** A scan is a header and its data: here the first scan of a file again and again. */
  @Test
  void refusesMoreScansThanAnyEncoderWrites() throws Exception {
    byte[] whole = golden("04_gray_xray.jpg");
    int scan = indexOf(whole, 0xda);
    byte[] once = Arrays.copyOfRange(whole, scan, whole.length - 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, scan);
    for (int i = 0; i <= JpegFile.MOST_SCANS; i++) {
      out.writeBytes(once);
    }
    out.write(whole, whole.length - 2, 2);

    assertThat(Refusal.of(decoder, out.toByteArray())).contains(QuarantineReason.TOO_COSTLY);
  }

  /** The formula is libjpeg's: the JDK's own YCbCr decoding is the reference. */
  @Test
  void convertsYcckLikeLibjpeg() throws Exception {
    byte[] file = written(noise(60, 44, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    RgbImage expected = decoder.decode(file);
    Raster ycc = raster(file);
    int[] pixel = new int[3];
    for (int y = 0; y < ycc.getHeight(); y++) {
      for (int x = 0; x < ycc.getWidth(); x++) {
        ycc.getPixel(x, y, pixel);
        int[] rgb = Ycck.toRgb(pixel[0], pixel[1], pixel[2]);
        int at = 3 * (y * ycc.getWidth() + x);
        for (int band = 0; band < 3; band++) {
          assertThat(rgb[band]).isEqualTo(expected.rgb()[at + band] & 0xff);
        }
      }
    }
  }

  @Test
  void clipsSixteenBitGreyAsTheStudyDid() throws Exception {
    BufferedImage gray = noise(20, 10, BufferedImage.TYPE_USHORT_GRAY);

    RgbImage image = decoder.decode(written(gray, "png"));

    for (int i = 0; i < 200; i++) {
      int sample = gray.getRaster().getSample(i % 20, i / 20, 0);
      assertThat(image.rgb()[3 * i] & 0xff).isEqualTo(Math.min(sample, 255));
    }
  }

  @Test
  void limitsPixelsAsPillowDoes() {
    assertThat(PixelLimit.DEFAULT.pixels()).isEqualTo(178_956_970);
    assertThatThrownBy(() -> new PixelLimit(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesLargeHeadersOfEveryFormat() throws Exception {
    ImageDecoder strict = new ImageDecoder(new PixelLimit(999));
    for (String format : new String[] {"jpeg", "png", "bmp", "tiff"}) {
      byte[] file = written(noise(40, 25, BufferedImage.TYPE_3BYTE_BGR), format);
      assertThat(Refusal.of(strict, file)).contains(QuarantineReason.TOO_MANY_PIXELS);
      assertThat(Refusal.of(new ImageDecoder(new PixelLimit(1000)), file)).isEmpty();
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ImageDecoderTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static BufferedImage noise(int width, int height, int type) {
    SplittableRandom random = new SplittableRandom(5);
    BufferedImage image = new BufferedImage(width, height, type);
    int most = type == BufferedImage.TYPE_USHORT_GRAY ? 1000 : 256;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, random.nextInt(most));
        }
      }
    }
    return image;
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static Raster raster(byte[] jpeg) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in);
      return reader.readRaster(0, null);
    } finally {
      reader.dispose();
    }
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 2; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == marker) {
        return i;
      }
    }
    throw new AssertionError("no marker " + Integer.toHexString(marker));
  }

  private static byte[] withoutSegment(byte[] jpeg, int marker) {
    int at = indexOf(jpeg, marker);
    int length = 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
    byte[] out = new byte[jpeg.length - length];
    System.arraycopy(jpeg, 0, out, 0, at);
    System.arraycopy(jpeg, at + length, out, at, jpeg.length - at - length);
    return out;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.Corruption.Kind;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.phantom.ProbeImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrupterTest {
  private static final int SIDE = 224;
  private static final RgbImage PROBE = centre(ProbeImage.draw());

  private static RgbImage centre(RgbImage image) {
    int side = Math.min(SIDE, Math.min(image.width(), image.height()));
    return image.crop((image.width() - side) / 2, (image.height() - side) / 2, side, side);
  }

  private static RgbImage corrupted(Kind kind, int severity, RgbImage image) {
    return Corrupter.apply(new Corruption(kind, severity), image);
  }

  private static RgbImage flat(int side, int level) {
    byte[] rgb = new byte[3 * side * side];
    Arrays.fill(rgb, (byte) level);
    return new RgbImage(side, side, rgb);
  }

  private static double mean(RgbImage image) {
    return IntStream.range(0, image.rgb().length)
        .map(i -> image.rgb()[i] & 0xff)
        .average()
        .orElseThrow();
  }

  private static double sd(RgbImage image) {
    double mean = mean(image);
    return Math.sqrt(
        IntStream.range(0, image.rgb().length)
            .mapToDouble(i -> Math.pow((image.rgb()[i] & 0xff) - mean, 2))
            .average()
            .orElseThrow());
  }

  /**
   * Pinned when they were first computed, on Linux x86-64 with Temurin 25: the same on every
   * machine. JPEG, whose codec may be another one, is in the next test.
   */
  @ParameterizedTest
  @CsvSource({
    "NOISE, 1, 3fcd3227dca479ee", "NOISE, 2, 6008f428e3e223f2", "NOISE, 3, 38fd9003e8212da6",
        "NOISE, 4, 4cfd536a73e48972", "NOISE, 5, 97c2d48e148feb76",
    "BLUR, 1, 07189110f97fd55d", "BLUR, 2, f91c7db42a6c09b7", "BLUR, 3, f307eb26e85142c0",
        "BLUR, 4, b2eaa8bb9fe8287a", "BLUR, 5, 29c0f6a96364a329",
    "CONTRAST, 1, 19745e23f7befeb3", "CONTRAST, 2, 5c9899f91d0c7eb0",
        "CONTRAST, 3, a6bd94122982a74e", "CONTRAST, 4, a2e692679d890187",
        "CONTRAST, 5, 7929241fd624b984"
  })
  void givesTheSameBytesEverywhere(Kind kind, int severity, String hash) {
    assertThat(Hash.ofBytes(corrupted(kind, severity, PROBE).rgb())).startsWith(hash);
  }

  /** A quality has one size of the file in the codec of the JDK, and a mean error of the pixels. */
  @ParameterizedTest
  @CsvSource({
    "1, 5984, 11.355",
    "2, 4262, 12.367",
    "3, 2853, 13.772",
    "4, 2264, 15.485",
    "5, 1860, 15.921"
  })
  void compressesToTheSizeOfItsQuality(int severity, int bytes, double error) {
    RgbImage image = corrupted(Kind.JPEG, severity, PROBE);
    double sum = 0;
    for (int i = 0; i < image.rgb().length; i++) {
      sum += Math.abs((image.rgb()[i] & 0xff) - (PROBE.rgb()[i] & 0xff));
    }

    assertThat(image.width()).isEqualTo(PROBE.width());
    assertThat(image.height()).isEqualTo(PROBE.height());
    assertThat(JpegCompression.encoded(PROBE, severity).length)
        .isCloseTo(bytes, within(bytes / 50));
    assertThat(sum / image.rgb().length).isCloseTo(error, within(0.1));
  }

  /** On mid-grey, where hardly a level is clipped: the standard deviation that is declared. */
  @ParameterizedTest
  @CsvSource({"1, 0.04", "2, 0.08", "3, 0.12", "4, 0.18"})
  void noiseHasTheDeclaredDeviationAndNoMean(int severity, double sd) {
    RgbImage noisy = corrupted(Kind.NOISE, severity, flat(SIDE, 128));

    // 50176 pixels: standard errors of sd / 224 and of sd / 317
    assertThat(mean(noisy)).isCloseTo(128, within(4 * 255 * sd / 224 + 0.05));
    assertThat(sd(noisy)).isCloseTo(255 * sd, within(255 * sd * 0.02));
  }

  @Test
  void noiseOfAnImageDependsOnItsPixelsAlone() {
    RgbImage other = flat(SIDE, 127);

    assertThat(corrupted(Kind.NOISE, 3, flat(SIDE, 128)).rgb())
        .isEqualTo(corrupted(Kind.NOISE, 3, flat(SIDE, 128)).rgb())
        .isNotEqualTo(corrupted(Kind.NOISE, 3, other).rgb());
  }

  @Test
  void aGreyImageStaysGreyUnderNoiseAndTheChannelsOfAColouredOneDiffer() {
    assertThat(Corrupter.isGrey(corrupted(Kind.NOISE, 5, flat(32, 90)).rgb())).isTrue();

    RgbImage coloured = flat(32, 90);
    byte[] rgb = coloured.rgb().clone();
    rgb[0] = 91;
    assertThat(Corrupter.isGrey(corrupted(Kind.NOISE, 5, new RgbImage(32, 32, rgb)).rgb()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void blurKeepsTheMeanAndLowersTheSpread(int severity) {
    RgbImage blurred = corrupted(Kind.BLUR, severity, PROBE);

    assertThat(mean(blurred)).isCloseTo(mean(PROBE), within(0.5));
    assertThat(sd(blurred)).isLessThan(sd(PROBE));
    assertThat(corrupted(Kind.BLUR, severity, flat(28, 200)).rgb()).isEqualTo(flat(28, 200).rgb());
  }

  /** A point becomes a bell of the declared deviation; that grows with the size of the input. */
  @ParameterizedTest
  @CsvSource({"1, 224", "3, 224", "5, 224", "3, 448", "5, 448"})
  void aPointBecomesBellOfTheDeclaredDeviation(int severity, int side) {
    byte[] rgb = new byte[3 * side * side];
    int middle = side / 2;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        Arrays.fill(
            rgb,
            3 * ((middle + dy) * side + middle + dx),
            3 * ((middle + dy) * side + middle + dx) + 3,
            (byte) 255);
      }
    }
    byte[] blurred = corrupted(Kind.BLUR, severity, new RgbImage(side, side, rgb)).rgb();
    double sum = 0;
    double squares = 0;
    for (int x = 0; x < side; x++) {
      double ofColumn = 0;
      for (int y = 0; y < side; y++) {
        ofColumn += blurred[3 * (y * side + x)] & 0xff;
      }
      sum += ofColumn;
      squares += ofColumn * Math.pow(x - middle, 2);
    }
    // the square itself has a variance of 2/3; the kernels are cut off at 1.25 to 2.5 deviations
    double expected = GaussianBlur.sd(severity) * side / SIDE;
    double is = Math.sqrt(squares / sum - 2.0 / 3);
    assertThat(is).isBetween(0.75 * expected, 1.03 * expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.9", "2, 0.8", "3, 0.7", "4, 0.6", "5, 0.4"})
  void contrastShrinksAboutTheMeanGrey(int severity, double factor) {
    RgbImage flat = corrupted(Kind.CONTRAST, severity, PROBE);
    double mean = LowContrast.meanGrey(PROBE.rgb());

    assertThat(LowContrast.meanGrey(flat.rgb())).isCloseTo(mean, within(0.5));
    for (int i = 0; i < flat.rgb().length; i++) {
      assertThat((double) (flat.rgb()[i] & 0xff))
          .isCloseTo(mean + factor * ((PROBE.rgb()[i] & 0xff) - mean), within(0.5 + 1e-9));
    }
  }

  @ParameterizedTest
  @EnumSource
  void worksOnTheSmallestInputs(Kind kind) {
    for (int side : new int[] {1, 2, 8, 28}) {
      for (int severity = 1; severity <= Corruption.MOST_SEVERITY; severity++) {
        assertThat(corrupted(kind, severity, flat(side, 7)).rgb()).hasSize(3 * side * side);
      }
    }
  }

  /** The centre alone is corrupted, whatever the order and however many do it at once. */
  @Test
  void corruptsTheCentreThatNetworkSeesInAnyOrder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pixels");
    List<String> images = new ArrayList<>();
    try (PixelsWriter writer = new PixelsWriter(file, 40)) {
      for (int i = 0; i < 12; i++) {
        byte[] rgb = new byte[3 * 44 * 40];
        new java.util.SplittableRandom(i).nextBytes(rgb);
        images.add(Hash.ofText("image " + i));
        writer.add(images.get(i), 44, 40, rgb);
      }
    }
    Preprocessing small = Preprocessing.imageNet().withSize(40, 32);
    try (PixelsFile pixels = PixelsFile.open(file)) {
      CorruptedPixels noisy = new CorruptedPixels(pixels, small, new Corruption(Kind.NOISE, 2));
      List<ByteBuffer> inOrder = new ArrayList<>();
      for (String image : images) {
        PixelsFile.Image whole = pixels.image(image);
        byte[] rgb = new byte[whole.rgb().remaining()];
        whole.rgb().get(rgb);
        PixelsFile.Image is = noisy.image(image);
        assertThat(is.width()).isEqualTo(32);
        assertThat(is.rgb())
            .isEqualTo(
                ByteBuffer.wrap(
                    corrupted(Kind.NOISE, 2, new RgbImage(44, 40, rgb).crop(6, 4, 32, 32)).rgb()));
        inOrder.add(is.rgb());
      }
      List<Integer> reversed = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
      Collections.reverse(reversed);
      assertThat(
              reversed.parallelStream()
                  .allMatch(
                      i -> {
                        try {
                          return noisy.image(images.get(i)).rgb().equals(inOrder.get(i));
                        } catch (IOException e) {
                          throw new java.io.UncheckedIOException(e);
                        }
                      }))
          .isTrue();
    }
  }
}

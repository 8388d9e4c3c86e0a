// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.datasets.SharedDir;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every image of golden-preprocess: decoded by Pillow 9.4.0 (libjpeg-turbo 2.1.5), resized and
 * cropped by torchvision 0.14.1. Equal means every byte.
 */
class PillowGoldenTest {
  private static final DecodingOptions PAPER = DecodingOptions.paper();

  /** The readings that the study does not have, by the names of their expectations. */
  private static final Map<String, DecodingOptions> OTHER_OPTIONS =
      Map.of(
          "sane_exif_applied",
          new DecodingOptions(Orientation.APPLY, PAPER.sixteenBit(), PAPER.alpha()),
          "sane_minmax",
          new DecodingOptions(PAPER.orientation(), SixteenBit.MIN_MAX, PAPER.alpha()),
          "sane_shift8",
          new DecodingOptions(PAPER.orientation(), SixteenBit.HIGH_BYTE, PAPER.alpha()),
          "alternative_composited_on_white",
          new DecodingOptions(PAPER.orientation(), PAPER.sixteenBit(), Alpha.WHITE));

  private final ImageDecoder decoder = new ImageDecoder(new PixelLimit(PixelLimit.PILLOW));

  @TestFactory
  Stream<DynamicTest> decodesResizesAndCropsLikePillow() throws IOException {
    Path golden = SharedDir.folder("golden-preprocess");
    JsonNode valid = expectations(golden).get("valid");
    assertNamesEveryFile(golden.resolve("images"), valid);
    return valid.properties().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(e.getKey(), () -> check(golden, e.getKey(), e.getValue())));
  }

  private void check(Path golden, String name, JsonNode expected) throws Exception {
    byte[] file = Files.readAllBytes(golden.resolve("images").resolve(name));
    RgbImage image = decoder.decode(file);

    assertSame(image, golden.resolve("decoded").resolve(expected.get("decoded").textValue()));
    checkGeometry(golden, image, expected);
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (field.getKey().startsWith("sane_") || field.getKey().startsWith("alternative_")) {
        assertThat(OTHER_OPTIONS).containsKey(field.getKey());
        DecodingOptions decoding = OTHER_OPTIONS.get(field.getKey());
        checkGeometry(golden, decoder.with(decoding).decode(file), field.getValue());
      }
    }
  }

  private static void checkGeometry(Path golden, RgbImage image, JsonNode expected)
      throws IOException {
    RgbImage resized = PillowResize.shorterSide(image, 256);
    assertThat(List.of(resized.width(), resized.height()))
        .isEqualTo(ints(expected.get("resized_to")));
    int left = Geometry.cropOffset(resized.width(), 224);
    int top = Geometry.cropOffset(resized.height(), 224);
    assertThat(List.of(left, top)).isEqualTo(ints(expected.get("crop_left_top")));
    assertSame(
        resized.crop(left, top, 224, 224),
        golden.resolve("expected").resolve(expected.get("expected").textValue()));
  }

  @Test
  void refusesWhatPillowRefuses() throws IOException {
    Path golden = SharedDir.folder("golden-preprocess");
    JsonNode corrupt = expectations(golden).get("corrupt");
    assertNamesEveryFile(golden.resolve("corrupt"), corrupt);
    for (Map.Entry<String, JsonNode> entry : corrupt.properties()) {
      assertThat(entry.getValue().get("raises").isTextual()).isTrue();
      byte[] file = Files.readAllBytes(golden.resolve("corrupt").resolve(entry.getKey()));
      assertThat(Refusal.of(decoder, file)).as(entry.getKey()).isPresent();
    }
  }

  /** So that nothing is passed over, whichever folder is given. */
  private static void assertNamesEveryFile(Path folder, JsonNode expectations) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(f -> f.getFileName().toString()).toList();
      List<String> expected = expectations.properties().stream().map(Map.Entry::getKey).toList();
      assertThat(names).isNotEmpty().hasSameElementsAs(expected);
    }
  }

  private static JsonNode expectations(Path golden) throws IOException {
    return new ObjectMapper().readTree(golden.resolve("expected.json").toFile());
  }

  private static List<Integer> ints(JsonNode array) {
    return List.of(array.get(0).intValue(), array.get(1).intValue());
  }

  /** The golden files are 8-bit RGB PNGs, which every reader decodes alike. */
  private static void assertSame(RgbImage actual, Path png) throws IOException {
    BufferedImage expected = ImageIO.read(png.toFile());
    assertThat(actual.width()).isEqualTo(expected.getWidth());
    assertThat(actual.height()).isEqualTo(expected.getHeight());
    byte[] rgb = new byte[actual.rgb().length];
    int[] pixels = expected.getRGB(0, 0, actual.width(), actual.height(), null, 0, actual.width());
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    assertThat(actual.rgb()).isEqualTo(rgb);
  }
}

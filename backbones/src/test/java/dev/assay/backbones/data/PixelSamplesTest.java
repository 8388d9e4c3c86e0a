// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.backbones.Shared;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.SplitManifest;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelSamplesTest {
  private static final String IMAGE = Hash.ofText("image");

  @TempDir Path folder;

  private float[] batch(int width, int height, byte[] rgb, Preprocessing preprocessing)
      throws Exception {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, preprocessing.resize())) {
      writer.add(IMAGE, width, height, rgb);
    }
    List<SplitManifest.Entry> entries =
        List.of(new SplitManifest.Entry(IMAGE, IMAGE, 1, "g", Part.TEST, 1));
    try (PixelsFile pixels = PixelsFile.open(file);
        Torch torch = Torch.start(1, "cpu")) {
      PixelSamples samples = new PixelSamples(pixels, entries, preprocessing);
      NDArray batch = samples.batch(torch.manager(), new int[] {0, 0});
      int crop = preprocessing.crop();
      assertThat(batch.getShape()).isEqualTo(new Shape(2, 3, crop, crop));
      assertThat(samples.labels(new int[] {0, 0})).containsExactly(1, 1);
      return batch.toFloatArray();
    }
  }

  /** (9 - 4) / 2 = 2.5 becomes 2 and (11 - 4) / 2 = 3.5 becomes 4, as in Python. */
  @Test
  void cropsTheCentreWithHalvesToTheEvenNumber() throws Exception {
    byte[] rgb = new byte[11 * 9 * 3];
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 11; x++) {
        rgb[3 * (11 * y + x)] = (byte) (16 * y + x);
        rgb[3 * (11 * y + x) + 2] = (byte) 255;
      }
    }
    Preprocessing raw =
        new Preprocessing(9, 4, "bilinear", List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    float[] values = batch(11, 9, rgb, raw);

    assertThat(values[0]).isEqualTo((16 * 2 + 4) / 255f);
    assertThat(values[15]).isEqualTo((16 * 5 + 7) / 255f);
    assertThat(values[16]).isEqualTo(0f);
    assertThat(values[32]).isEqualTo(1f);
    assertThat(values[3 * 16]).isEqualTo(values[0]);
  }

  @Test
  void normalisesAsTorchvision() throws Exception {
    Path folderOfImages = Shared.file("golden-preprocess/expected");
    JsonNode valid =
        Json.mapper()
            .readTree(Shared.file("golden-preprocess/expected.json").toFile())
            .path("valid");
    Preprocessing imageNet = Preprocessing.imageNet().withSize(224, 224);
    int compared = 0;
    for (Map.Entry<String, JsonNode> entry : valid.properties()) {
      JsonNode golden = entry.getValue();
      float[] values =
          batch(224, 224, rgb(folderOfImages.resolve(golden.path("expected").asText())), imageNet);
      for (JsonNode sample : golden.path("tensor").path("samples")) {
        int row = sample.path("c").asInt() * 224 + sample.path("y").asInt();
        assertThat(values[row * 224 + sample.path("x").asInt()])
            .as("%s %s", entry.getKey(), sample)
            .isEqualTo((float) sample.path("value").asDouble());
      }
      compared++;
    }
    assertThat(compared).isPositive();
  }

  private static byte[] rgb(Path png) throws Exception {
    BufferedImage image = ImageIO.read(png.toFile());
    int[] samples =
        image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    byte[] rgb = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      rgb[i] = (byte) samples[i];
    }
    return rgb;
  }

  @Test
  void refusesPixelsOfAnotherSizeOrInterpolation() throws Exception {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 40)) {
      writer.add(IMAGE, 40, 40, new byte[4800]);
    }
    Preprocessing larger = Preprocessing.imageNet();
    Preprocessing bicubic = Preprocessing.dinoV2().withSize(40, 28);
    try (PixelsFile pixels = PixelsFile.open(file)) {
      assertThatThrownBy(() -> new PixelSamples(pixels, List.of(), larger))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("resized to 40 (bilinear), the preprocessing wants 256 (bilinear)");
      assertThatThrownBy(() -> new PixelSamples(pixels, List.of(), bicubic))
          .hasMessageContaining("the preprocessing wants 40 (bicubic)");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Augmentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedSamplesTest {
  private static final int SIDE = 24;
  private static final int IMAGES = 4;
  private static final Preprocessing SMALL = Preprocessing.imageNet().withSize(SIDE, 16);

  @TempDir Path folder;

  /**
   * What an epoch sees of four images.
   *
   * @param installation whose key made the ids
   */
  private List<float[]> seen(String installation, long seed, int epoch) throws Exception {
    Path file = folder.resolve(installation);
    List<SplitManifest.Entry> entries = new ArrayList<>();
    try (PixelsWriter writer = new PixelsWriter(file, SIDE)) {
      for (int i = 0; i < IMAGES; i++) {
        String id = Hash.ofText(installation + i);
        writer.add(id, SIDE, SIDE, rgb(i));
        entries.add(new SplitManifest.Entry(id, id, 0, "g", Part.TRAIN, 1));
      }
    }
    List<float[]> all = new ArrayList<>();
    try (PixelsFile pixels = PixelsFile.open(file);
        Torch torch = Torch.start(1, "cpu")) {
      AugmentedSamples samples =
          new AugmentedSamples(pixels, entries, SMALL, Augmentation.STANDARD, seed);
      samples.enterEpoch(epoch);
      for (int i = 0; i < IMAGES; i++) {
        all.add(samples.batch(torch.manager(), new int[] {i}).toFloatArray());
      }
    }
    return all;
  }

  private static byte[] rgb(int image) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * (image + 3) % 251);
    }
    return rgb;
  }

  /** Ids are keyed, so each installation has others; the same study must give the same table. */
  @Test
  void whatAnEpochSeesDoesNotDependOnTheIdsOfImages() throws Exception {
    List<float[]> one = seen("one", 1, 1);
    List<float[]> other = seen("other", 1, 1);

    for (int i = 0; i < IMAGES; i++) {
      assertThat(other.get(i)).as("image " + i).isEqualTo(one.get(i));
    }
  }

  @Test
  void seesAnImageDifferentlyInEachEpochAndWithEachSeed() throws Exception {
    float[] first = seen("one", 1, 1).getFirst();

    assertThat(seen("two", 1, 2).getFirst()).isNotEqualTo(first);
    assertThat(seen("three", 2, 1).getFirst()).isNotEqualTo(first);
  }

  @Test
  void viewsOfAFrozenBackboneDoNotDependOnIdsEither() throws Exception {
    Path file = folder.resolve("views");
    String one = Hash.ofText("one");
    String other = Hash.ofText("other");
    try (PixelsWriter writer = new PixelsWriter(file, SIDE)) {
      writer.add(one, SIDE, SIDE, rgb(1));
      writer.add(other, SIDE, SIDE, rgb(1));
    }
    try (PixelsFile pixels = PixelsFile.open(file)) {
      double drawn = new View(one, 2).random(pixels.image(one)).uniform(0);

      assertThat(new View(other, 2).random(pixels.image(other)).uniform(0)).isEqualTo(drawn);
      assertThat(new View(one, 3).random(pixels.image(one)).uniform(0)).isNotEqualTo(drawn);
    }
  }
}

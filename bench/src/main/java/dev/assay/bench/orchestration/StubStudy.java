// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A study of many cells on few images. */
final class StubStudy {
  /** Heads without seeds. */
  private static final int HEADS = 2;

  private static final int MOST_RATIOS = 1_000;
  private static final int IMAGES = 60;

  private final int backbones;
  private final int ratios;

  /**
   * @param cells at least 2; the study has as many or a few more
   * @throws IllegalArgumentException if so many cannot be made
   */
  StubStudy(int cells) {
    int all = BackboneCatalogue.names().size();
    int most = HEADS * MOST_RATIOS * all;
    if (cells < HEADS || cells > most) {
      throw new IllegalArgumentException("cells: must be %d to %d".formatted(HEADS, most));
    }
    this.backbones = Math.ceilDiv(cells, HEADS * MOST_RATIOS);
    this.ratios = Math.ceilDiv(cells, HEADS * backbones);
  }

  int cells() {
    return HEADS * backbones * ratios;
  }

  /** Writes the images and the study file. */
  Path write(Path folder, String name, int splitSeed) throws IOException {
    Path images = folder.resolve("phantoms");
    if (!Files.exists(images)) {
      new PhantomChestXrays(IMAGES, 48, 3).write(images);
    }
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        name: %s
        datasets:
          - name: phantoms
            layout: kermany
            images: %s
            split: {seed: %d, validation: 0.25}
        pretrained: none
        backbones: [%s]
        training: [frozen]
        heads: [logistic, knn]
        subset-ratios: [%s]
        image-size: {resize: 36, crop: 32}
        evaluation: {resamples: 100}
        threads: 1
        device: cpu
        """
            .formatted(
                name,
                images,
                splitSeed,
                String.join(", ", BackboneCatalogue.names().subList(0, backbones)),
                IntStream.range(0, ratios)
                    .mapToObj(i -> String.format(Locale.ROOT, "%.4f", 1 - i * 0.5 / ratios))
                    .collect(Collectors.joining(", "))));
  }
}

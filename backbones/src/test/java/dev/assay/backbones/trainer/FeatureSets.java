// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Samples from numbers, in place of those that a backbone embedded. */
final class FeatureSets {
  private FeatureSets() {}

  /**
   * @param file is written
   * @param rows one feature per image
   * @param labels of the images
   */
  static FeatureSamples of(Path file, float[][] rows, int[] labels) throws IOException {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      String image = Hash.ofText(file.getFileName() + "/" + i);
      entries.add(new SplitManifest.Entry(image, image, labels[i], "g" + i, Part.TRAIN, 1));
      tensors.add(Tensor.of(image, List.of((long) rows[i].length), rows[i]));
    }
    Safetensors.write(file, tensors, Map.of());
    return new FeatureSamples(entries, Features.read(file, rows[0].length));
  }
}

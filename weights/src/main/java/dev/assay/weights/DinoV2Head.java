// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file of DINOv2's official classifier: {@code weight} and {@code bias} of a linear layer from
 * the class tokens of the last one or four blocks, and the mean patch token of the last, to the
 * 1000 classes of ImageNet-1k.
 *
 * @param layers 1 or 4
 * @param tensors under the keys {@code linear_head.weight} and {@code linear_head.bias}, which they
 *     have in torch.hub's {@code dinov2_*_lc}
 */
public record DinoV2Head(int layers, Map<String, Tensor> tensors) {
  private static final Set<String> KEYS = Set.of("weight", "bias");

  /** Whether a file holds such a classifier and nothing else, of whatever size. */
  static boolean isOne(Map<String, Tensor> tensors) {
    return tensors.keySet().equals(KEYS);
  }

  /**
   * @param file for messages
   * @throws WeightsException if the tensors are not those of a classifier of this backbone
   */
  public static DinoV2Head of(BackboneEntry backbone, Path file, Map<String, Tensor> tensors) {
    long width = backbone.featureSize() / 2;
    Tensor weight = tensors.get("weight");
    boolean one = weight != null && weight.shape().equals(List.of(1000L, 2 * width));
    int layers = one ? 1 : 4;
    Inventory.head(backbone.name(), (layers + 1) * width).check(file, tensors);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (Tensor tensor : tensors.values()) {
      String name = backbone.inventory().classifier() + "." + tensor.name();
      named.put(name, new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data()));
    }
    return new DinoV2Head(layers, named);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names that DenseNet's layers had before PyTorch 0.4, and still have in the official files:
 * {@code denselayer1.norm.1.weight} is today's {@code denselayer1.norm1.weight}.
 */
public final class OldKeys {
  /**
   * The same pattern as in torchvision. It has no {@code num_batches_tracked}, because such files
   * have none.
   */
  private static final Pattern DENSE_LAYER =
      Pattern.compile(
          "^(.*denselayer\\d+\\.(?:norm|relu|conv))"
              + "\\.([12]\\.(?:weight|bias|running_mean|running_var))$");

  private OldKeys() {}

  /**
   * The same tensors under today's names, in the same order.
   *
   * @param file for messages
   * @throws WeightsException if a tensor is there under both names
   */
  public static Map<String, Tensor> renamed(Path file, Map<String, Tensor> tensors) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    for (Tensor tensor : tensors.values()) {
      String name = DENSE_LAYER.matcher(tensor.name()).replaceFirst("$1$2");
      Tensor today = new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data());
      if (renamed.put(name, today) != null) {
        throw WeightsException.user(
            "%s: key '%s' is there twice, by its old name, too".formatted(file, name));
      }
    }
    return renamed;
  }
}

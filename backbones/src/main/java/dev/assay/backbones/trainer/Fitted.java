// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.ModelManifest.Tried;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of training a network or making a head, by the rule of each checkpoint. */
interface Fitted {

  /** The tensors that were trained, by name, as they are at the checkpoint. */
  Map<String, Tensor> tensors(Checkpoint which) throws IOException;

  /** That of the checkpoint. */
  Epoch epoch(Checkpoint which);

  /** All epochs of the training that the checkpoint is of. */
  List<Epoch> history(Checkpoint which);

  /** Whether no batch had to be put together from smaller ones. */
  default boolean hadWholeBatches() {
    return true;
  }

  /** What each learning rate came to; absent if there was but one. */
  default @Nullable List<Tried> tuning(Checkpoint which) {
    return null;
  }

  /** What each penalty came to; absent if there was none. */
  default @Nullable List<TriedPenalty> penalties(Checkpoint which) {
    return null;
  }
}

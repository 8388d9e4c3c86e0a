// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.weights.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What turns a backbone's pooled feature, N x features, into logits, N x classes. */
public abstract class Head extends NamedBlock {

  /** Draws the initial values; they depend on the run's seed. */
  public final void initialise(NDManager manager, long seed) {
    initialise(manager, key -> CounterRandom.of("assay/head/" + seed + "/" + key));
  }

  /** Takes over what of its values is in the weights that the backbone starts from. */
  public final void startFrom(NDManager manager, Map<String, Tensor> weights) {
    Map<String, Tensor> start = new HashMap<>();
    startingFrom(weights).forEach(tensor -> start.put(tensor.name(), tensor));
    load(manager, start);
  }

  /** Its whole state: most heads have nothing in common with the weights. */
  List<Tensor> startingFrom(Map<String, Tensor> weights) {
    return state();
  }
}

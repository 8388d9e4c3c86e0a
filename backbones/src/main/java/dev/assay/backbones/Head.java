package dev.assay.backbones;

import ai.djl.ndarray.NDManager;

/** What turns a backbone's pooled feature, N x features, into logits, N x classes. */
public abstract class Head extends NamedBlock {

  /** Draws the initial values; they depend on the run's seed. */
  public final void initialise(NDManager manager, long seed) {
    initialise(manager, key -> CounterRandom.of("assay/head/" + seed + "/" + key));
  }
}

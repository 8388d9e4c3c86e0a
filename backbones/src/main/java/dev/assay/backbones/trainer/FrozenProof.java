// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Actor;

/**
 * The state of a frozen backbone before a run, to be compared with that after it: its bytes, its
 * batch normalisations, and that it keeps no memory for gradients.
 */
final class FrozenProof {
  private final Backbone backbone;
  private final String hash;
  private final long batches;

  FrozenProof(Backbone backbone) {
    this.backbone = backbone;
    this.hash = backbone.stateHash();
    this.batches = backbone.batchesSeen();
    requireNoGradients();
  }

  /**
   * @throws BackboneException if the backbone was trained, or would have been
   */
  void verify() {
    requireNoGradients();
    require(
        backbone.batchesSeen() == batches,
        "a batch normalisation of the frozen backbone was in training mode");
    require(backbone.stateHash().equals(hash), "the frozen backbone changed");
  }

  private void requireNoGradients() {
    for (Learned parameter : backbone.learned()) {
      require(
          !parameter.collects(), "the frozen backbone collects gradients of " + parameter.name());
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BackboneException(Actor.DEVELOPER, otherwise);
    }
  }
}

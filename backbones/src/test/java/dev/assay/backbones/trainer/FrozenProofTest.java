// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrozenProofTest {
  private static Torch torch;
  private Backbone backbone;
  private FrozenProof proof;

  @BeforeAll
  static void start() throws Exception {
    torch = Torch.start(1, "cpu");
  }

  @AfterAll
  static void stop() {
    torch.close();
  }

  @BeforeEach
  void newBackbone() {
    backbone = Backbones.random("resnet18", torch.manager());
    proof = new FrozenProof(backbone);
  }

  @Test
  void acceptsABackboneThatOnlyLooked() {
    pass(Pass.EVALUATION);

    proof.verify();
  }

  @Test
  void findsASingleChangedWeight() {
    NDArray weights = backbone.learned().getLast().values();
    weights.addi(1e-6f);

    assertThatThrownBy(proof::verify)
        .isInstanceOf(BackboneException.class)
        .hasMessage("the frozen backbone changed");
  }

  @Test
  void findsBatchNormalisationInTrainingMode() {
    pass(Pass.TRAINING);

    assertThatThrownBy(proof::verify)
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("was in training mode");
  }

  @Test
  void findsGradients() {
    backbone.collectGradients(true);

    assertThatThrownBy(proof::verify)
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining("collects gradients of conv1.weight");
  }

  private void pass(Pass pass) {
    try (NDArray images = torch.manager().ones(new Shape(2, 3, 32, 32))) {
      backbone.apply(pass, images).close();
    }
  }
}

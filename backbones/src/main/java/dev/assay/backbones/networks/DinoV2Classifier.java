// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Pass;

/**
 * DINOv2 with its official ImageNet classifier, torch.hub's {@code dinov2_*_lc}: the feature is its
 * 1000 logits. The classifier is linear over the class tokens of the last one or four blocks and
 * the mean patch token of the last.
 */
public final class DinoV2Classifier extends Backbone {
  static final int CLASSES = 1000;

  private final DinoV2 backbone;
  private final int layers;
  private final Dense linearHead;

  /**
   * @param layers 1 or 4: which of the two published classifiers
   */
  public DinoV2Classifier(DinoV2 backbone, int layers) {
    super(backbone.entry(), CLASSES);
    this.backbone = part(backbone);
    this.layers = layers;
    long inputs = (layers + 1L) * backbone.width();
    linearHead = dense(classifier(), new Init.Normal(0.01), Init.ZEROS, inputs, CLASSES);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    try (NDArray features = backbone.features(pass, images, layers)) {
      return pass.show(classifier(), linearHead.of(features));
    }
  }
}

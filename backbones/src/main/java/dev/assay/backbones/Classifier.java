// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;

/** A backbone and a head: from N x 3 x H x W normalised pixels to N x classes logits. */
public final class Classifier extends NamedBlock {
  private final Backbone backbone;
  private final Head head;

  public Classifier(Backbone backbone, Head head) {
    this.backbone = part(backbone);
    this.head = part(head);
  }

  public Backbone backbone() {
    return backbone;
  }

  public Head head() {
    return head;
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    try (NDArray features = pass.show("penultimate", backbone.apply(pass, images))) {
      return head.apply(pass, features);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return head.getOutputShapes(backbone.getOutputShapes(inputShapes));
  }
}

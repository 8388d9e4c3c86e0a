// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.weights.BackboneEntry;

/**
 * An image network up to its pooled feature: from N x 3 x H x W normalised pixels to N x {@link
 * #featureSize()}. Its parameters are those of the official network without the classifier.
 */
public abstract class Backbone extends NamedBlock {
  private final BackboneEntry entry;
  private final int featureSize;

  Backbone(BackboneEntry entry) {
    this(entry, entry.featureSize());
  }

  Backbone(BackboneEntry entry, int featureSize) {
    this.entry = entry;
    this.featureSize = featureSize;
  }

  /** The facts about it. */
  public final BackboneEntry entry() {
    return entry;
  }

  /** Length of the feature that it computes. */
  public final int featureSize() {
    return featureSize;
  }

  /** Key prefix of the official classifier, which a linear head takes the place of. */
  public final String classifier() {
    return entry.inventory().classifier();
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), featureSize)};
  }
}

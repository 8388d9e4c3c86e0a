// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one cell of each data set: the first, in the order of the study, that matches every
 * property given here.
 *
 * @param backbone absent: any
 * @param head absent: any
 * @param training what of the backbone is trained, as in {@link Cell#trainingLabel}; absent: any
 * @param subsetRatio absent: any
 * @param weights {@code none} for random ones, the name of a weights file, or what the weights were
 *     pretrained on; absent: any
 * @param imageSize side of the network's input in pixels; absent: any
 */
public record CellChoice(
    @Nullable String backbone,
    @Nullable String head,
    @Nullable String training,
    @Nullable Double subsetRatio,
    @Nullable String weights,
    @Nullable Integer imageSize) {
  /** A choice by all but the weights and the image size. */
  public CellChoice(
      @Nullable String backbone,
      @Nullable String head,
      @Nullable String training,
      @Nullable Double subsetRatio) {
    this(backbone, head, training, subsetRatio, null, null);
  }

  public boolean matches(Cell cell) {
    return (backbone == null || backbone.equals(cell.backbone()))
        && (head == null || head.equals(cell.head()))
        && (training == null || training.equals(cell.trainingLabel()))
        && (subsetRatio == null || subsetRatio == cell.subsetRatio())
        && (weights == null
            || weights.equals(cell.weights().source())
            || weights.equals(cell.weights().fileName()))
        && (imageSize == null || imageSize == cell.preprocessing().crop());
  }

  /** Such as {@code resnet50, frozen}; empty if no property is given. */
  public String words() {
    List<String> words = new ArrayList<>();
    words.add(backbone);
    words.add(weights == null ? null : "weights " + weights);
    words.add(imageSize == null ? null : imageSize + " px");
    words.add(head == null ? null : "head " + head);
    words.add(training);
    words.add(subsetRatio == null ? null : "subset " + subsetRatio);
    return String.join(", ", words.stream().filter(Objects::nonNull).toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import dev.assay.backbones.networks.Backbone;
import dev.assay.backbones.networks.DinoV2;
import dev.assay.backbones.networks.DinoV2Classifier;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.BackboneCatalogue;
import java.util.List;

/**
 * The heads a study may name.
 *
 * <ul>
 *   <li>{@code linear}: one linear layer on the pooled feature.
 *   <li>{@code logistic}: likewise, but solved and not trained by steps; frozen backbones alone.
 *   <li>{@code knn}: no layer at all, but {@link Neighbours}; frozen backbones alone.
 *   <li>{@code paper}: what the original study trains; on DINOv2 a hidden layer over the ImageNet
 *       logits of its official classifier, on the others {@code linear}.
 * </ul>
 */
public final class Heads {
  public static final String LINEAR = "linear";
  public static final String PAPER = WeightsChoice.CLASSIFIER_HEAD;
  public static final String LOGISTIC = FrozenRecipe.LOGISTIC;
  public static final List<String> NAMES = List.of(LINEAR, LOGISTIC, PAPER);

  /** The head that {@link #built} returns where replication switch {@code vgg-frozen} is set. */
  public static final String WHOLE_CLASSIFIER = "whole-classifier";

  private Heads() {}

  /**
   * The head that is built for the head of a study: the same, or the whole classifier of a frozen
   * VGG of whose layers only {@code features} are frozen, as in the original study's code.
   */
  public static String built(String backbone, String head, boolean frozen, Recipe recipe) {
    boolean hidden = BackboneCatalogue.hasHiddenClassifier(backbone);
    return frozen && Keys.Features.isWholeClassifier(hidden, recipe) ? WHOLE_CLASSIFIER : head;
  }

  /**
   * A head without values.
   *
   * @param backbone built for this head
   * @throws IllegalArgumentException naming the accepted heads
   */
  public static Head build(String name, Backbone backbone, int classes) {
    return switch (name) {
      case LINEAR, LOGISTIC -> linear(backbone, classes);
      case WHOLE_CLASSIFIER -> new VggClassifier(backbone.entry().featureSize(), classes);
      case PAPER ->
          switch (backbone) {
            case DinoV2Classifier logits -> new HiddenHead(logits.featureSize(), classes);
            case DinoV2 pooled ->
                throw new IllegalArgumentException(
                    "head 'paper' takes the logits of the official classifier of "
                        + pooled.entry().name());
            default -> linear(backbone, classes);
          };
      default ->
          throw new IllegalArgumentException(
              "unknown head '" + name + "'; accepted: " + String.join(", ", NAMES));
    };
  }

  /**
   * A head without values on features of an imported model: one linear layer under {@code
   * classifier}.
   *
   * @param features numbers of each
   * @throws IllegalArgumentException naming the accepted heads
   */
  public static Head onFeatures(String name, int features, int classes) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "unknown head '" + name + "'; accepted: " + String.join(", ", NAMES));
    }
    return new LinearHead("classifier", features, classes);
  }

  private static Head linear(Backbone backbone, int classes) {
    return new LinearHead(backbone.classifier(), backbone.featureSize(), classes);
  }
}

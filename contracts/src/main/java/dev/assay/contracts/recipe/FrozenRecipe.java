// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Check;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a recipe that applies to heads of frozen backbones only. Absent means standard. A
 * standard value becomes absent, so that equal trainings have equal keys.
 *
 * @param views of each training image that are embedded, once each: the image as it is and {@code
 *     views - 1} augmented ones, the same in every run; absent: 1
 * @param penalties the grid of head {@code logistic}, strongest first: lambda in mean cross-entropy
 *     (in nats) + lambda / 2 x squared norm of the weights of standardised features; absent: {@link
 *     #PENALTIES}
 */
public record FrozenRecipe(@Nullable Integer views, @Nullable List<Double> penalties) {

  /**
   * The head that is solved instead of being trained by steps: L2 multinomial logistic regression
   * on features that are standardised on the training images, its penalty chosen on validation.
   */
  public static final String LOGISTIC = "logistic";

  /**
   * The head without training: the weighted votes of the {@link #NEIGHBOURS} training images whose
   * features are nearest by cosine similarity. A check of the features themselves.
   */
  public static final String KNN = "knn";

  /** Heads that give no gradient to a backbone and use neither learning rates nor epochs. */
  public static final List<String> HEADS = List.of(LOGISTIC, KNN);

  /**
   * Neighbours of head {@code knn}, and the temperature of their votes, as in the evaluations of
   * DINO and DINOv2 (Caron et al., arXiv:2104.14294; Oquab et al., arXiv:2304.07193): fixed, so
   * that nothing has to be chosen.
   */
  public static final int NEIGHBOURS = 20;

  public static final double VOTE_TEMPERATURE = 0.07;

  public static final int MOST_VIEWS = 64;

  /** Half a decade apart, from strong underfitting to strong overfitting. */
  public static final List<Double> PENALTIES =
      List.of(100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3);

  public static final double LEAST_PENALTY = 1e-8;
  public static final double MOST_PENALTY = 1e8;

  public static final FrozenRecipe STANDARD = new FrozenRecipe(null, null);

  public FrozenRecipe {
    if (views != null) {
      Check.within("recipe.views", views, 1, MOST_VIEWS);
      views = views == 1 ? null : views;
    }
    penalties = penalties == null ? null : grid(penalties);
  }

  private static @Nullable List<Double> grid(List<Double> penalties) {
    Check.notEmpty("recipe.penalties", penalties);
    for (double penalty : penalties) {
      Check.within("recipe.penalties", penalty, LEAST_PENALTY, MOST_PENALTY);
    }
    if (penalties.stream().distinct().count() < penalties.size()) {
      throw new IllegalArgumentException("recipe.penalties has a value twice: " + penalties);
    }
    List<Double> sorted = penalties.stream().sorted(Comparator.reverseOrder()).toList();
    return sorted.equals(PENALTIES) ? null : sorted;
  }

  /** Whether a head is computed from features alone and uses neither learning rates nor epochs. */
  public static boolean isSolved(String head) {
    return HEADS.contains(head);
  }

  /** The grid of head {@code logistic}, strongest first; at least one. */
  @JsonIgnore
  public List<Double> grid() {
    return penalties == null ? PENALTIES : penalties;
  }

  /** Views of each training image, at least 1. */
  @JsonIgnore
  public int viewCount() {
    return views == null ? 1 : views;
  }

  /** The settings of this recipe that a head depends on. */
  FrozenRecipe of(String head) {
    return new FrozenRecipe(views, head.equals(LOGISTIC) ? penalties : null);
  }
}

package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a recipe makes heads on the features of a frozen backbone, beyond what it says of every
 * training. Absent means standard; what is said and is standard becomes absent, so that equal
 * trainings have equal keys.
 *
 * @param penalties the grid of head {@code logistic}, strongest first: lambda in mean cross-entropy
 *     (in nats) + lambda / 2 x squared norm of the weights of standardised features; absent: {@link
 *     #PENALTIES}
 */
public record FrozenRecipe(@Nullable List<Double> penalties) {

  /**
   * The head that is solved and not trained by steps: L2 multinomial logistic regression on
   * features that are standardised on the training images, its penalty chosen on validation.
   */
  public static final String LOGISTIC = "logistic";

  /** Heads that have no gradient for a backbone, and no use for learning rates and epochs. */
  public static final List<String> HEADS = List.of(LOGISTIC);

  /** Half a decade apart, from where hardly anything is learned to where everything is. */
  public static final List<Double> PENALTIES =
      List.of(100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3);

  public static final double LEAST_PENALTY = 1e-8;
  public static final double MOST_PENALTY = 1e8;

  static final FrozenRecipe STANDARD = new FrozenRecipe(null);

  public FrozenRecipe {
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

  /** Whether a head is made on features alone and has no use for learning rates and epochs. */
  public static boolean isSolved(String head) {
    return HEADS.contains(head);
  }

  /** The grid of head {@code logistic}, strongest first; at least one. */
  @JsonIgnore
  public List<Double> grid() {
    return penalties == null ? PENALTIES : penalties;
  }

  /** What of it a head depends on. */
  FrozenRecipe of(String head) {
    return new FrozenRecipe(head.equals(LOGISTIC) ? penalties : null);
  }
}

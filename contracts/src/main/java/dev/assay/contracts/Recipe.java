package dev.assay.contracts;

import java.util.List;

/**
 * How a run is trained; part of its training key. Recipe {@code paper} is the original study's
 * intent: Adam at 1e-4, batches of 32, 100 epochs, no augmentation, shuffled training.
 *
 * @param name the recipe the values started from
 * @param optimizer {@code adam}
 * @param learningRate constant over the epochs
 * @param weightDecay L2 penalty added to the gradient, 0 for none
 * @param epochs at least 1
 * @param batchSize images per step, at least 1
 * @param shuffle whether each epoch draws its own order of the training images
 * @param augment {@code none}
 */
public record Recipe(
    String name,
    String optimizer,
    double learningRate,
    double weightDecay,
    int epochs,
    int batchSize,
    boolean shuffle,
    String augment) {
  public static final List<String> NAMES = List.of("paper");
  public static final List<String> OPTIMIZERS = List.of("adam");
  public static final List<String> AUGMENTS = List.of("none");

  public Recipe {
    Check.text("recipe.name", name);
    if (!OPTIMIZERS.contains(optimizer)) {
      throw new IllegalArgumentException(
          "recipe.optimizer must be one of " + OPTIMIZERS + ", not '" + optimizer + "'");
    }
    Check.within("recipe.learning-rate", learningRate, Double.MIN_NORMAL, 10);
    Check.within("recipe.weight-decay", weightDecay, 0, 1);
    Check.atLeast("recipe.epochs", epochs, 1);
    Check.atLeast("recipe.batch-size", batchSize, 1);
    if (!AUGMENTS.contains(augment)) {
      throw new IllegalArgumentException(
          "recipe.augment must be one of " + AUGMENTS + ", not '" + augment + "'");
    }
  }

  public static Recipe paper() {
    return new Recipe("paper", "adam", 1e-4, 0, 100, 32, true, "none");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a run is trained; part of its training key. Recipe {@code paper} is the original study's
 * intent: Adam at 1e-4, batches of 32, 100 epochs, no augmentation, shuffled training. Recipe
 * {@code modern} is AdamW on a cosine schedule with warm-up, layer-wise decay, augmentation,
 * clipping and early stopping. An absent component is switched off. A component with the values
 * that switch it off becomes absent, so that equal trainings have equal keys.
 *
 * @param name the recipe the values started from
 * @param optimizer {@code adam}, {@code adamw} or {@code sgd}
 * @param learningRate the peak learning rate; in a tuned recipe the first of {@code learningRates}
 * @param weightDecay {@code adam} and {@code sgd}: L2 penalty added to every gradient; {@code
 *     adamw}: decoupled decay of matrices and kernels, not of biases, norms, tokens and position
 *     embeddings; 0 for none
 * @param epochs at least 1; the maximum if training stops early
 * @param batchSize images per step, at least 1
 * @param shuffle whether each epoch uses a new random order of the training images
 * @param augment {@code none} or {@code standard}
 * @param learningRates the declared budget: each run trains once with each of them and keeps the
 *     model that is best on validation images; absent: {@code learningRate} alone, untuned
 * @param moments of {@code adam} and {@code adamw}; absent: the standard ones
 * @param schedule absent: the learning rate is constant
 * @param layerDecay factor from each block of a vision transformer to the block below it, in (0,
 *     1); networks without blocks use one rate; absent: all networks do
 * @param clipNorm the largest norm of all gradients together; absent: no clipping
 * @param augmentation present exactly with {@code augment: standard}
 * @param loss absent: plain cross-entropy
 * @param patience epochs without a better checkpoint after which training stops; absent: never
 * @param ties which of several epochs of the same validation accuracy is best: {@code lower-loss},
 *     and then the earlier; absent: the earliest
 * @param tf32 whether matrix products on a GPU may round their inputs to TensorFloat-32; absent: no
 * @param replication mistakes of the original code that the training repeats; absent: none
 * @param frozen settings for heads of frozen backbones; absent: the standard ones
 * @param momentum of {@code sgd}; absent: the standard one
 * @param adaptation the part of the backbone that is trained; absent: all of it, or none if the
 *     cell is frozen
 */
public record Recipe(
    String name,
    String optimizer,
    double learningRate,
    double weightDecay,
    int epochs,
    int batchSize,
    boolean shuffle,
    String augment,
    @Nullable List<Double> learningRates,
    @Nullable Moments moments,
    @Nullable Schedule schedule,
    @Nullable Double layerDecay,
    @Nullable Double clipNorm,
    @Nullable Augmentation augmentation,
    @Nullable Loss loss,
    @Nullable Integer patience,
    @Nullable String ties,
    @Nullable Boolean tf32,
    @JsonProperty("asRun") @Nullable ReplicationSwitches replication,
    @Nullable FrozenRecipe frozen,
    @Nullable Momentum momentum,
    @Nullable Adaptation adaptation) {
  public static final List<String> NAMES = List.of("paper", "modern");
  public static final List<String> OPTIMIZERS = List.of("adam", "adamw", "sgd");
  public static final List<String> AUGMENTS = List.of("none", "standard");
  public static final List<String> TIES = List.of("earliest", "lower-loss");

  /** Gradient descent, with momentum. */
  public static final String SGD = "sgd";

  static final double HIGHEST_RATE = 10;

  public Recipe {
    Check.text("recipe.name", name);
    oneOf("recipe.optimizer", optimizer, OPTIMIZERS);
    Check.within("recipe.learning-rate", learningRate, Double.MIN_NORMAL, HIGHEST_RATE);
    Check.within("recipe.weight-decay", weightDecay, 0, 1);
    Check.atLeast("recipe.epochs", epochs, 1);
    Check.atLeast("recipe.batch-size", batchSize, 1);
    oneOf("recipe.augment", augment, AUGMENTS);
    learningRates = learningRates == null ? null : budget(learningRates, learningRate);
    moments = Moments.STANDARD.equals(moments) ? null : moments;
    momentum = Momentum.STANDARD.equals(momentum) ? null : momentum;
    if (optimizer.equals(SGD) ? moments != null : momentum != null) {
      throw new IllegalArgumentException(
          optimizer.equals(SGD)
              ? "recipe.beta1, beta2 and epsilon belong to adam and adamw, not to sgd"
              : "recipe.momentum belongs to sgd, not to " + optimizer);
    }
    if (schedule != null && schedule.warmupEpochs() >= epochs) {
      throw new IllegalArgumentException(
          "recipe.warmup-epochs must be less than recipe.epochs, which is " + epochs);
    }
    if (layerDecay != null) {
      Check.within("recipe.layer-decay", layerDecay, 0.01, 1);
      layerDecay = layerDecay == 1 ? null : layerDecay;
    }
    if (clipNorm != null) {
      Check.within("recipe.clip-norm", clipNorm, 1e-9, 1e9);
    }
    if ((augmentation != null) != augment.equals("standard")) {
      throw new IllegalArgumentException(
          "recipe.augmentation must be there exactly with recipe.augment: standard");
    }
    loss = Loss.PLAIN.equals(loss) ? null : loss;
    if (patience != null) {
      Check.atLeast("recipe.patience", patience, 1);
    }
    if (ties != null) {
      oneOf("recipe.ties", ties, TIES);
      ties = ties.equals("earliest") ? null : ties;
    }
    tf32 = Boolean.TRUE.equals(tf32) ? tf32 : null;
    replication = ReplicationSwitches.NOTHING.equals(replication) ? null : replication;
    frozen = FrozenRecipe.STANDARD.equals(frozen) ? null : frozen;
    if (replication != null && !name.equals("paper")) {
      throw new IllegalArgumentException(
          "recipe.replication must be absent in recipe '"
              + name
              + "': it belongs to recipe paper alone");
    }
  }

  /** A recipe with every optional component switched off. */
  public Recipe(
      String name,
      String optimizer,
      double learningRate,
      double weightDecay,
      int epochs,
      int batchSize,
      boolean shuffle,
      String augment) {
    this(
        name,
        optimizer,
        learningRate,
        weightDecay,
        epochs,
        batchSize,
        shuffle,
        augment,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static Recipe paper() {
    return new Recipe("paper", "adam", 1e-4, 0, 100, 32, true, "none");
  }

  public static Recipe modern() {
    return new Recipe("modern", "adamw", 1e-4, 0.05, 30, 32, true, "none")
        .toBuilder()
            .augment("standard")
            .augmentation(Augmentation.STANDARD)
            .schedule(new Schedule(3, 0))
            .layerDecay(0.75)
            .clipNorm(1.0)
            .patience(10)
            .ties("lower-loss")
            .build();
  }

  /**
   * @param name one of {@link #NAMES}
   */
  public static Recipe named(String name) {
    return switch (name) {
      case "paper" -> paper();
      case "modern" -> modern();
      default -> throw new IllegalArgumentException("no recipe '" + name + "' among " + NAMES);
    };
  }

  private static List<Double> budget(List<Double> rates, double first) {
    for (double rate : rates) {
      Check.within("recipe.learning-rates", rate, Double.MIN_NORMAL, HIGHEST_RATE);
    }
    if (rates.size() < 2 || rates.stream().distinct().count() < rates.size()) {
      throw new IllegalArgumentException(
          "recipe.learning-rates must be at least two different numbers, not " + rates);
    }
    if (rates.getFirst() != first) {
      throw new IllegalArgumentException(
          "recipe.learning-rate must be the first of recipe.learning-rates, not " + first);
    }
    return List.copyOf(rates);
  }

  static void oneOf(String field, String value, List<String> accepted) {
    if (!accepted.contains(value)) {
      throw new IllegalArgumentException(
          field + " must be one of " + accepted + ", not '" + value + "'");
    }
  }

  /** The learning rates that a run trains with, one after the other; at least one. */
  @JsonIgnore
  public List<Double> budget() {
    return learningRates == null ? List.of(learningRate) : learningRates;
  }

  /** Whether the learning rate was chosen on validation among several. */
  @JsonIgnore
  public boolean isTuned() {
    return learningRates != null;
  }

  /** Whether a mistake of the original code is repeated. Such a row takes part in no comparison. */
  public boolean hasReplicationSwitches() {
    return replication != null || !shuffle;
  }

  /** The replication switches that are on, as written in a study; empty in the normal case. */
  @JsonIgnore
  public List<String> switches() {
    ReplicationSwitches of = replication == null ? ReplicationSwitches.NOTHING : replication;
    return Stream.of(
            shuffle ? null : "shuffle: false",
            of.mode() == null ? null : "mode: " + of.mode(),
            of.vggFrozen() == null ? null : "vgg-frozen: " + of.vggFrozen(),
            of.validation() == null ? null : "validation: " + of.validation(),
            of.split() == null ? null : "split: " + of.split())
        .filter(Objects::nonNull)
        .toList();
  }

  /** A builder that starts from this recipe. */
  public RecipeBuilder toBuilder() {
    return new RecipeBuilder(this);
  }

  /** The same with one learning rate, untuned. */
  public Recipe withLearningRate(double rate) {
    return toBuilder().learningRate(rate).learningRates(null).build();
  }

  /**
   * The same without augmentation. A frozen backbone needs this, because its features are cached.
   */
  public Recipe withoutAugmentation() {
    return toBuilder().augment("none").augmentation(null).build();
  }

  /**
   * The settings that the training of a cell depends on, so that equal trainings have equal keys. A
   * frozen backbone gets every image without augmentation, and {@link #frozen} applies to frozen
   * backbones only.
   *
   * @param part of the backbone that is trained; absent: all of it, or none if it is frozen
   */
  public Recipe forCell(String head, boolean isFrozen, @Nullable Adaptation part) {
    return isFrozen
        ? withoutAugmentation().with(onFeatures().of(head))
        : toBuilder()
            .adaptation(part)
            .frozen(null)
            .replication(replication == null ? null : replication.ofFineTuned())
            .build();
  }

  /** As {@link #forCell(String, boolean, Adaptation)}, of all of the backbone or none of it. */
  public Recipe forCell(String head, boolean isFrozen) {
    return forCell(head, isFrozen, null);
  }

  /** What of a backbone is trained, as tables say it: {@code frozen}, {@code fine-tuned}, ... */
  public static String trainingLabel(boolean frozen, Recipe recipe) {
    if (frozen) {
      return "frozen";
    }
    return recipe.adaptation == null ? "fine-tuned" : recipe.adaptation.words();
  }

  /** The settings for heads of frozen backbones. */
  @JsonIgnore
  public FrozenRecipe onFeatures() {
    return frozen == null ? FrozenRecipe.STANDARD : frozen;
  }

  /** The same with other settings for heads of frozen backbones. */
  public Recipe with(FrozenRecipe other) {
    return toBuilder().frozen(other).build();
  }
}

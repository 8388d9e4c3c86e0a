// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run is trained; part of its training key. Recipe {@code paper} is the original study's
 * intent: Adam at 1e-4, batches of 32, 100 epochs, no augmentation, shuffled training. Recipe
 * {@code modern} is AdamW on a cosine schedule with warm-up, layer-wise decay, augmentation,
 * clipping and early stopping. An absent component is switched off. A component with the values
 * that switch it off becomes absent, so that equal trainings have equal keys.
 *
 * @param name the recipe the values started from
 * @param optimizer {@code adam} or {@code adamw}
 * @param learningRate the peak learning rate; in a tuned recipe the first of {@code learningRates}
 * @param weightDecay {@code adam}: L2 penalty added to every gradient; {@code adamw}: decoupled
 *     decay of matrices and kernels, not of biases, norms, tokens and position embeddings; 0 for
 *     none
 * @param epochs at least 1; the maximum if training stops early
 * @param batchSize images per step, at least 1
 * @param shuffle whether each epoch uses a new random order of the training images
 * @param augment {@code none} or {@code standard}
 * @param learningRates the declared budget: each run trains once with each of them and keeps the
 *     model that is best on validation images; absent: {@code learningRate} alone, untuned
 * @param moments of the optimizer; absent: its standard ones
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
    @Nullable FrozenRecipe frozen) {
  public static final List<String> NAMES = List.of("paper", "modern");
  public static final List<String> OPTIMIZERS = List.of("adam", "adamw");
  public static final List<String> AUGMENTS = List.of("none", "standard");
  public static final List<String> TIES = List.of("earliest", "lower-loss");

  private static final double HIGHEST_RATE = 10;

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

  private static void oneOf(String field, String value, List<String> accepted) {
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
    return java.util.stream.Stream.of(
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
   */
  public Recipe forCell(String head, boolean isFrozen) {
    return isFrozen
        ? withoutAugmentation().with(onFeatures().of(head))
        : toBuilder()
            .frozen(null)
            .replication(replication == null ? null : replication.ofFineTuned())
            .build();
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

  /**
   * Decay rates of the optimizer's running means and the constant that keeps its denominator from
   * zero.
   *
   * @param beta1 of the gradient, in [0, 1)
   * @param beta2 of its square, in [0, 1)
   * @param epsilon positive
   */
  public record Moments(double beta1, double beta2, double epsilon) {
    /** Kingma and Ba's, and PyTorch's. */
    public static final Moments STANDARD = new Moments(0.9, 0.999, 1e-8);

    public Moments {
      Check.within("recipe.beta1", beta1, 0, Math.nextDown(1.0));
      Check.within("recipe.beta2", beta2, 0, Math.nextDown(1.0));
      Check.within("recipe.epsilon", epsilon, Double.MIN_NORMAL, 1);
    }
  }

  /**
   * A linear warm-up to the peak learning rate, then a cosine decay to a final one.
   *
   * @param warmupEpochs epochs of the warm-up, 0 for none
   * @param finalLearningRate at the end of the cosine
   */
  public record Schedule(int warmupEpochs, double finalLearningRate) {
    public Schedule {
      Check.atLeast("recipe.warmup-epochs", warmupEpochs, 0);
      Check.within("recipe.final-learning-rate", finalLearningRate, 0, HIGHEST_RATE);
    }
  }

  /**
   * Random changes of the training images, drawn independently for each image in each epoch. The
   * standard ones never mirror an image, because the side of the body can matter.
   *
   * @param scale smallest width of the crop as a share of the usual crop's, in (0, 1]
   * @param rotation largest angle in either direction, in degrees
   * @param brightness grey levels are multiplied by a factor within 1 - x and 1 + x
   * @param contrast distances from the mean grey are multiplied likewise
   * @param horizontalFlip whether half of the draws are mirrored horizontally
   * @param verticalFlip whether half of the draws are mirrored vertically
   */
  public record Augmentation(
      double scale,
      double rotation,
      double brightness,
      double contrast,
      boolean horizontalFlip,
      boolean verticalFlip) {
    public static final Augmentation STANDARD = new Augmentation(0.85, 10, 0.1, 0.1, false, false);

    public Augmentation {
      Check.within("recipe.augmentation.scale", scale, 0.1, 1);
      Check.within("recipe.augmentation.rotation", rotation, 0, 180);
      Check.within("recipe.augmentation.brightness", brightness, 0, 0.9);
      Check.within("recipe.augmentation.contrast", contrast, 0, 0.9);
    }
  }

  /**
   * The loss that replaces plain cross-entropy. Both settings change the meaning of probabilities,
   * so calibrated probabilities are stored in addition to those of the model.
   *
   * @param labelSmoothing share of the target that is spread over all classes, in [0, 1)
   * @param classWeights {@code none}, or {@code balanced}: images / (classes x images of the class)
   */
  public record Loss(double labelSmoothing, String classWeights) {
    public static final List<String> CLASS_WEIGHTS = List.of("none", "balanced");
    static final Loss PLAIN = new Loss(0, "none");

    public Loss {
      Check.within("recipe.label-smoothing", labelSmoothing, 0, 0.9);
      oneOf("recipe.class-weights", classWeights, CLASS_WEIGHTS);
    }
  }

  /**
   * Replication switches: mistakes of the original study's code that a recipe repeats. An absent
   * one is not repeated.
   *
   * @param mode {@code eval-after-first-validation}: batch normalisation stays in evaluation mode
   *     from the second epoch on
   * @param vggFrozen {@code features-only}: the two hidden layers of a frozen VGG's classifier are
   *     trained
   * @param validation {@code batch-mean}: validation metrics are means over batches of unequal size
   * @param split {@code image}: the images of a patient may be in two parts of the split
   */
  public record ReplicationSwitches(
      @Nullable String mode,
      @Nullable String vggFrozen,
      @Nullable String validation,
      @Nullable String split) {
    public static final String EVAL_AFTER_FIRST_VALIDATION = "eval-after-first-validation";
    public static final String FEATURES_ONLY = "features-only";
    public static final String BATCH_MEAN = "batch-mean";
    public static final String IMAGE = "image";

    static final ReplicationSwitches NOTHING = new ReplicationSwitches(null, null, null, null);

    public ReplicationSwitches {
      only("recipe.replication.mode", mode, EVAL_AFTER_FIRST_VALIDATION);
      only("recipe.replication.vgg-frozen", vggFrozen, FEATURES_ONLY);
      only("recipe.replication.validation", validation, BATCH_MEAN);
      only("recipe.replication.split", split, IMAGE);
    }

    /** The same without the switch that concerns frozen backbones only. */
    ReplicationSwitches ofFineTuned() {
      return new ReplicationSwitches(mode, null, validation, split);
    }

    private static void only(String field, @Nullable String value, String accepted) {
      if (value != null) {
        oneOf(field, value, List.of(accepted));
      }
    }
  }
}

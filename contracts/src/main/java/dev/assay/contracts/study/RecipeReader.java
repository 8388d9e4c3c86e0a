// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.recipe.Augmentation;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import dev.assay.contracts.recipe.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the recipe of a study: a name, or a name with values that replace the recipe's own. */
final class RecipeReader {
  private static final String OFF = "none";
  private static final String COSINE = "cosine";
  private static final String STANDARD = "standard";
  private static final double LEAST_RATE = 1e-12;
  private static final double HIGHEST_RATE = 10;

  private final StudyNode node;
  private final Recipe standard;
  private final StudyNode switches;
  private final boolean frozen;

  private RecipeReader(StudyNode node, Recipe standard, boolean frozen) {
    this.frozen = frozen;
    this.node = node;
    this.standard = standard;
    node.renamed("replication", "as-run");
    this.switches = node.child("replication");
  }

  /**
   * @param frozen whether the study trains on frozen backbones, which are not augmented
   */
  static Recipe read(StudyNode study, boolean frozen) {
    String paper = Recipe.paper().name();
    if (study.textOrNull("recipe") != null) {
      return Recipe.named(study.oneOf("recipe", paper, Recipe.NAMES));
    }
    StudyNode node = study.child("recipe");
    Recipe standard = Recipe.named(node.oneOf("name", paper, Recipe.NAMES));
    Recipe recipe = new RecipeReader(node, standard, frozen).recipe();
    node.refuseUnknownKeys();
    return recipe;
  }

  private Recipe recipe() {
    List<Double> rates = rates();
    int epochs = (int) node.integer("epochs", standard.epochs(), 1, 100_000);
    String augment = node.oneOf("augment", standard.augment(), Recipe.AUGMENTS);
    if (frozen && node.has("augment") && !OFF.equals(augment)) {
      node.fault(
          "augment",
          augment,
          "must be none where training has frozen: the features of a frozen backbone are kept, each"
              + " image once as it is, or views: K of it");
    }
    String optimizer = node.oneOf("optimizer", standard.optimizer(), Recipe.OPTIMIZERS);
    return standard.toBuilder()
        .optimizer(optimizer)
        .learningRate(rates.getFirst())
        .learningRates(rates.size() > 1 ? rates : null)
        .weightDecay(node.number("weight-decay", standard.weightDecay(), 0, 1))
        .epochs(epochs)
        .batchSize((int) node.integer("batch-size", standard.batchSize(), 1, 65_536))
        .shuffle(node.bool("shuffle", standard.shuffle()) && switches.bool("shuffle", true))
        .augment(augment)
        .augmentation(augmentation(augment))
        .moments(moments(optimizer))
        .momentum(momentum(optimizer))
        .schedule(schedule(epochs))
        .layerDecay(node.numberOr(OFF, "layer-decay", standard.layerDecay(), 0.01, 1))
        .clipNorm(node.numberOr(OFF, "clip-norm", standard.clipNorm(), 1e-9, 1e9))
        .loss(loss())
        .patience(node.integerOr(OFF, "patience", standard.patience(), 1, 100_000))
        .ties(
            node.oneOf("ties", standard.ties() == null ? "earliest" : standard.ties(), Recipe.TIES))
        .tf32(node.bool("tf32", Boolean.TRUE.equals(standard.tf32())))
        .replication(replication())
        .frozen(onFeatures())
        .build();
  }

  /** Reads one learning rate, or a budget of several. */
  private List<Double> rates() {
    double rate = node.number("learning-rate", standard.learningRate(), LEAST_RATE, HIGHEST_RATE);
    List<Double> rates = node.list("learning-rates").numbers(List.of(), LEAST_RATE, HIGHEST_RATE);
    if (node.has("learning-rates") && node.has("learning-rate")) {
      node.fault("learning-rates", null, "must not be given together with learning-rate");
    }
    return rates.isEmpty() ? List.of(rate) : rates;
  }

  private @Nullable Moments moments(String optimizer) {
    Moments of = standard.moments() == null ? Moments.STANDARD : standard.moments();
    Moments moments =
        new Moments(
            node.number("beta1", of.beta1(), 0, 0.999999),
            node.number("beta2", of.beta2(), 0, 0.999999),
            node.number("epsilon", of.epsilon(), 1e-30, 1));
    if (optimizer.equals(Recipe.SGD)) {
      List.of("beta1", "beta2", "epsilon")
          .forEach(key -> onlyWith(key, "optimizer: adam or adamw"));
      return null;
    }
    return moments;
  }

  private @Nullable Momentum momentum(String optimizer) {
    Momentum of = Momentum.STANDARD;
    double momentum = node.number("momentum", of.momentum(), 0, 0.999999);
    boolean nesterov = node.bool("nesterov", of.nesterov());
    if (!optimizer.equals(Recipe.SGD)) {
      onlyWith("momentum", "optimizer: sgd");
      onlyWith("nesterov", "optimizer: sgd");
      return null;
    }
    if (nesterov && momentum == 0) {
      node.fault("nesterov", true, "needs momentum above 0");
      return null;
    }
    return new Momentum(momentum, nesterov);
  }

  private @Nullable Schedule schedule(int epochs) {
    @Nullable Schedule of = standard.schedule();
    String kind =
        node.oneOf("schedule", of == null ? "constant" : COSINE, List.of("constant", COSINE));
    int standardWarmup = of == null ? 0 : of.warmupEpochs();
    // The standard warm-up is shortened if the training is shorter.
    int warmup =
        (int) node.integer("warmup-epochs", Math.min(standardWarmup, epochs - 1), 0, 100_000);
    double last =
        node.number(
            "final-learning-rate", of == null ? 0 : of.finalLearningRate(), 0, HIGHEST_RATE);
    if (!COSINE.equals(kind)) {
      onlyWith("warmup-epochs", "schedule: cosine");
      onlyWith("final-learning-rate", "schedule: cosine");
      return null;
    }
    if (warmup >= epochs) {
      node.fault("warmup-epochs", warmup, "must be less than epochs, which is " + epochs);
      return null;
    }
    return new Schedule(warmup, last);
  }

  private @Nullable Augmentation augmentation(String augment) {
    Augmentation of = Augmentation.STANDARD;
    StudyNode child = node.child("augmentation");
    Augmentation augmentation =
        new Augmentation(
            child.number("scale", of.scale(), 0.1, 1),
            child.number("rotation", of.rotation(), 0, 180),
            child.number("brightness", of.brightness(), 0, 0.9),
            child.number("contrast", of.contrast(), 0, 0.9),
            child.bool("horizontal-flip", of.horizontalFlip()),
            child.bool("vertical-flip", of.verticalFlip()));
    child.refuseUnknownKeys();
    if (!STANDARD.equals(augment)) {
      onlyWith("augmentation", "augment: standard");
      return null;
    }
    return augmentation;
  }

  private Loss loss() {
    return new Loss(
        node.number("label-smoothing", 0, 0, 0.9),
        node.oneOf("class-weights", OFF, Loss.CLASS_WEIGHTS));
  }

  private FrozenRecipe onFeatures() {
    List<Double> penalties =
        node.list("penalties")
            .numbers(List.of(), FrozenRecipe.LEAST_PENALTY, FrozenRecipe.MOST_PENALTY);
    int views = (int) node.integer("views", 1, 1, FrozenRecipe.MOST_VIEWS);
    return new FrozenRecipe(views, penalties.isEmpty() ? null : penalties);
  }

  private @Nullable ReplicationSwitches replication() {
    ReplicationSwitches replication =
        new ReplicationSwitches(
            switches.oneOfOrNull("mode", List.of(ReplicationSwitches.EVAL_AFTER_FIRST_VALIDATION)),
            switches.oneOfOrNull("vgg-frozen", List.of(ReplicationSwitches.FEATURES_ONLY)),
            switches.oneOfOrNull("validation", List.of(ReplicationSwitches.BATCH_MEAN)),
            switches.oneOfOrNull("split", List.of(ReplicationSwitches.IMAGE)));
    switches.refuseUnknownKeys();
    if (switches.has("vgg-frozen") && !frozen) {
      switches.fault(
          "vgg-frozen", null, "applies to frozen backbones alone, and training has no 'frozen'");
    }
    if (node.has("replication") && !standard.name().equals(Recipe.paper().name())) {
      node.fault("replication", null, "belongs to recipe paper alone");
      return null;
    }
    return replication;
  }

  private void onlyWith(String key, String other) {
    if (node.has(key)) {
      node.fault(key, null, "is accepted only with " + other);
    }
  }
}

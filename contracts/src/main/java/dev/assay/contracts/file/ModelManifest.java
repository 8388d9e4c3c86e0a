package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to use a trained model and to report how it was trained.
 *
 * @param formatVersion of this file
 * @param runKey the training key
 * @param classes in the order of the logits
 * @param weightsSource {@code none} or what the backbone was pretrained on
 * @param weightsSha256 of the weights file the backbone started from
 * @param threads CPU threads of the training
 * @param deviceClass {@code cpu} or the accelerator's class
 * @param engine name and version, e.g. {@code PyTorch 2.7.1}
 * @param checkpoint which of the run's checkpoints this model is
 * @param epoch of the checkpoint, from 1
 * @param validationAccuracy at that epoch, in [0, 1]
 * @param validationLoss at that epoch, mean cross-entropy in nats
 * @param parameters of backbone and head
 * @param trainableParameters number of those that were trained
 * @param modelSha256 of the safetensors file
 * @param history one entry per epoch; a single one of a head that is not trained by steps
 * @param deviations from the recipe, e.g. a smaller micro-batch; empty in the normal case
 * @param compute the cost of the run; absent in older files
 * @param tuning the result of each learning rate of the recipe's budget, in the order of the
 *     budget, at the best epoch by the rule of this checkpoint; absent if the rate was not tuned
 * @param penalties the result of each penalty of head {@code logistic}, strongest first; absent for
 *     other heads
 */
public record ModelManifest(
    int formatVersion,
    String runKey,
    String backbone,
    String head,
    boolean frozen,
    List<String> classes,
    Preprocessing preprocessing,
    Recipe recipe,
    long seed,
    double subsetRatio,
    String weightsSource,
    @Nullable String weightsSha256,
    int threads,
    String deviceClass,
    String engine,
    Checkpoint checkpoint,
    int epoch,
    double validationAccuracy,
    double validationLoss,
    long parameters,
    long trainableParameters,
    String modelSha256,
    List<Epoch> history,
    List<String> deviations,
    @Nullable Compute compute,
    @Nullable List<Tried> tuning,
    @Nullable List<TriedPenalty> penalties) {

  public static final int FORMAT_VERSION = 1;

  public ModelManifest {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.sha256("runKey", runKey);
    Check.text("backbone", backbone);
    Check.text("head", head);
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.present("preprocessing", preprocessing);
    Check.present("recipe", recipe);
    Check.text("weightsSource", weightsSource);
    Check.present("checkpoint", checkpoint);
    Check.atLeast("epoch", epoch, 1);
    Check.sha256("modelSha256", modelSha256);
    history = List.copyOf(Check.notEmpty("history", history));
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
    tuning = tuning == null ? null : List.copyOf(tuning);
    penalties = penalties == null ? null : List.copyOf(penalties);
  }

  /**
   * The cost of a run, over all its attempts.
   *
   * @param seconds of one device
   * @param cpuSeconds of the processor
   * @param peakMemoryBytes of the process, native memory included
   */
  public record Compute(double seconds, double cpuSeconds, long peakMemoryBytes) {}

  /**
   * A learning rate and its best epoch.
   *
   * @param epochs that were trained
   * @param epoch the best, from 1
   * @param chosen whether the model was trained with it
   */
  public record Tried(
      double learningRate,
      int epochs,
      int epoch,
      double validationAccuracy,
      double validationLoss,
      boolean chosen) {}

  /**
   * A penalty of head {@code logistic} and the solution for it.
   *
   * @param penalty lambda, as in {@link dev.assay.contracts.recipe.FrozenRecipe}
   * @param trainLoss mean over the training images, without the penalty
   * @param chosen whether the model was trained with it
   */
  public record TriedPenalty(
      double penalty,
      double trainLoss,
      double validationAccuracy,
      double validationLoss,
      boolean chosen) {}

  /**
   * One epoch.
   *
   * @param epoch from 1
   * @param trainLoss mean over the epoch's training images, while the weights changed; absent for
   *     head {@code knn}, which has none
   * @param validationLoss over all validation images after the epoch
   * @param validationAccuracy likewise, in [0, 1]
   */
  public record Epoch(
      int epoch, @Nullable Double trainLoss, double validationLoss, double validationAccuracy) {}

  public static ModelManifest read(Path file) throws IOException {
    return Json.read(Files.readString(file), ModelManifest.class);
  }

  public String toJson() {
    return Json.writePretty(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to use a trained model and to report how it was trained. In the JSON the
 * properties of {@code run}, {@code platform}, {@code best} and {@code size} are not nested.
 *
 * @param formatVersion of this file
 * @param classes in the order of the logits
 * @param best the epoch that this model is of
 * @param modelSha256 of the safetensors file
 * @param history one entry per epoch; a single one of a head that is not trained by steps
 * @param deviations from the recipe, e.g. a smaller micro-batch; empty in the normal case
 * @param compute the cost of the run; absent in older files
 * @param tuning the result of each learning rate of the recipe's budget, in the order of the
 *     budget, at the best epoch by the rule of this checkpoint; absent if the rate was not tuned
 * @param penalties the result of each penalty of head {@code logistic}, strongest first; absent for
 *     other heads
 * @param origin what trained it; absent in older files, and as the trainer writes it
 * @param outputs {@value #FINDINGS}: the classes are findings, of which an image may show several,
 *     and the sigmoid of each logit is the probability of one. Accuracies are then shares of known
 *     findings on the right side of a half. Absent: the softmax of all logits
 */
public record ModelManifest(
    int formatVersion,
    @JsonUnwrapped RunSettings run,
    List<String> classes,
    @JsonUnwrapped Platform platform,
    @JsonUnwrapped BestEpoch best,
    @JsonUnwrapped Size size,
    String modelSha256,
    List<Epoch> history,
    List<String> deviations,
    @Nullable Compute compute,
    @Nullable List<Tried> tuning,
    @Nullable List<TriedPenalty> penalties,
    @Nullable Origin origin,
    @Nullable String outputs) {

  public static final int FORMAT_VERSION = 1;

  /** The outputs of a model of several findings. */
  public static final String FINDINGS = "findings";

  public ModelManifest {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.present("run", run);
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.present("platform", platform);
    Check.present("best", best);
    Check.present("size", size);
    Check.sha256("modelSha256", modelSha256);
    history = List.copyOf(Check.notEmpty("history", history));
    deviations = deviations == null ? List.of() : List.copyOf(deviations);
    tuning = tuning == null ? null : List.copyOf(tuning);
    penalties = penalties == null ? null : List.copyOf(penalties);
    if (outputs != null && !outputs.equals(FINDINGS)) {
      throw new IllegalArgumentException(
          "outputs must be '%s' or absent, not '%s'".formatted(FINDINGS, outputs));
    }
  }

  /** Whether the classes are findings. */
  @JsonIgnore
  public boolean isOfFindings() {
    return outputs != null;
  }

  /** Of images that have one class. */
  public ModelManifest(
      int formatVersion,
      RunSettings run,
      List<String> classes,
      Platform platform,
      BestEpoch best,
      Size size,
      String modelSha256,
      List<Epoch> history,
      List<String> deviations,
      @Nullable Compute compute,
      @Nullable List<Tried> tuning,
      @Nullable List<TriedPenalty> penalties,
      @Nullable Origin origin) {
    this(
        formatVersion,
        run,
        classes,
        platform,
        best,
        size,
        modelSha256,
        history,
        deviations,
        compute,
        tuning,
        penalties,
        origin,
        null);
  }

  /** As the trainer writes it. */
  public ModelManifest(
      int formatVersion,
      RunSettings run,
      List<String> classes,
      Platform platform,
      BestEpoch best,
      Size size,
      String modelSha256,
      List<Epoch> history,
      List<String> deviations,
      @Nullable Compute compute,
      @Nullable List<Tried> tuning,
      @Nullable List<TriedPenalty> penalties) {
    this(
        formatVersion,
        run,
        classes,
        platform,
        best,
        size,
        modelSha256,
        history,
        deviations,
        compute,
        tuning,
        penalties,
        null);
  }

  /** The same with what trained it. */
  public ModelManifest from(Origin given) {
    return new ModelManifest(
        formatVersion,
        run,
        classes,
        platform,
        best,
        size,
        modelSha256,
        history,
        deviations,
        compute,
        tuning,
        penalties,
        given,
        outputs);
  }

  /** The same as a model of several findings. */
  public ModelManifest ofFindings() {
    return new ModelManifest(
        formatVersion,
        run,
        classes,
        platform,
        best,
        size,
        modelSha256,
        history,
        deviations,
        compute,
        tuning,
        penalties,
        origin,
        FINDINGS);
  }

  /**
   * What the run was trained with.
   *
   * @param deviceClass {@code cpu} or the accelerator's class
   * @param engine name and version, e.g. {@code PyTorch 2.7.1}
   */
  public record Platform(String deviceClass, String engine) {}

  /**
   * The epoch whose weights were kept.
   *
   * @param checkpoint which of the run's checkpoints this model is
   * @param epoch from 1
   * @param validationAccuracy at that epoch, in [0, 1]
   * @param validationLoss at that epoch, mean cross-entropy in nats
   */
  public record BestEpoch(
      Checkpoint checkpoint, int epoch, double validationAccuracy, double validationLoss) {
    public BestEpoch {
      Check.present("checkpoint", checkpoint);
      Check.atLeast("epoch", epoch, 1);
    }
  }

  /**
   * The number of parameters.
   *
   * @param parameters of backbone and head
   * @param trainableParameters number of those that were trained
   */
  public record Size(long parameters, long trainableParameters) {}

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
   * @param finding that the solution is of; absent: of all classes
   */
  public record TriedPenalty(
      double penalty,
      double trainLoss,
      double validationAccuracy,
      double validationLoss,
      boolean chosen,
      @Nullable String finding) {
    /** Of all classes. */
    public TriedPenalty(
        double penalty,
        double trainLoss,
        double validationAccuracy,
        double validationLoss,
        boolean chosen) {
      this(penalty, trainLoss, validationAccuracy, validationLoss, chosen, null);
    }

    /** The same of one finding. */
    public TriedPenalty of(String ofFinding) {
      return new TriedPenalty(
          penalty, trainLoss, validationAccuracy, validationLoss, chosen, ofFinding);
    }
  }

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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.External;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one row of the table comes from, by hash: images, split, weights, settings, the
 * program and the machine, models, predictions, metrics, and its place in the table. What is not
 * there yet is absent.
 *
 * @param cell all settings of the row, its weights among them
 * @param data the images; absent until they are split
 * @param runs one per seed, in the order of the seeds
 * @param evaluation absent until the row has metrics
 * @param comparison of the data set, in which the row is; absent until there is one
 */
public record Lineage(
    StudyOf study,
    Cell cell,
    @Nullable Data data,
    List<Run> runs,
    @Nullable Evaluation evaluation,
    @Nullable Comparison comparison,
    Place place) {
  public Lineage {
    runs = List.copyOf(runs);
  }

  /**
   * The study.
   *
   * @param repeats the study whose row this is once more; absent: none
   */
  public record StudyOf(String studyId, String name, @Nullable String repeats) {}

  /**
   * The images.
   *
   * @param version of the data set, a hash over its images and classes
   * @param splitId hash of the version, the seed and the ratios
   * @param manifest which image is in which part
   * @param pixels the images as the row reads them
   * @param features those that the owner of an imported model computed; absent: none
   */
  public record Data(
      String dataset,
      String version,
      String splitId,
      SplitHashes parts,
      ArtifactRef manifest,
      ArtifactRef pixels,
      @Nullable ArtifactRef features,
      List<String> classes,
      String groupKind,
      boolean synthetic,
      @Nullable External external) {}

  /** One seed. */
  public record Run(long seed, @Nullable Training training, @Nullable Scoring scoring) {}

  /**
   * A training.
   *
   * @param runKey hash of everything that the model depends on
   * @param manifest the settings, losses and cost of the run
   * @param parts of the model, where the store has those and not the whole model
   * @param epoch of the checkpoint, from 1
   * @param threads of the engine
   * @param device {@code cpu} or the accelerator's class
   * @param engine name and version
   * @param origin absent in runs of earlier releases
   */
  public record Training(
      String runKey,
      ArtifactRef model,
      @Nullable ModelParts parts,
      ArtifactRef manifest,
      Checkpoint checkpoint,
      int epoch,
      int threads,
      String device,
      String engine,
      List<String> deviations,
      @Nullable Origin origin) {}

  /**
   * A scoring.
   *
   * @param scoringKey hash of everything that the predictions depend on
   * @param origin absent in scorings of earlier releases
   */
  public record Scoring(
      String scoringKey, ArtifactRef test, ArtifactRef validation, @Nullable Origin origin) {}

  /**
   * The metrics.
   *
   * @param evaluationKey hash of the predictions and the plan
   */
  public record Evaluation(String evaluationKey, ArtifactRef metrics, EvaluationPlan plan) {}

  /**
   * The comparison of the rows of a data set.
   *
   * @param comparisonKey hash of the predictions and the plan
   */
  public record Comparison(String comparisonKey, ArtifactRef comparisons) {}

  /**
   * Where the row is in the report.
   *
   * @param section title of the section
   * @param row of the section, from 1, without that of the majority class
   * @param state {@code pending}, {@code done}, {@code failed} or {@code cancelled}
   */
  public record Place(String section, int row, String state) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.Actor;
import dev.assay.contracts.file.MetricsFile.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study for a client that follows it. A report comes from stored results alone; this also has the
 * progress of runs.
 *
 * @param studyId the study
 * @param name as its author calls it
 * @param state of the study
 * @param total number of cells
 * @param done cells with metrics
 * @param failed cells that failed
 * @param matching number of the cells that were asked for, whatever page of them this is
 * @param cells those of the page, in the study's order
 * @param notes what a reader of the table must know
 * @param awaitedComparisons data sets whose cells all have results and are being compared
 * @param failedComparisons data sets that were not compared, each with the reason, for a person
 */
public record StudyStatus(
    String studyId,
    String name,
    StudyState state,
    int total,
    int done,
    int failed,
    int matching,
    List<CellStatus> cells,
    List<String> notes,
    List<String> awaitedComparisons,
    List<String> failedComparisons) {

  /** A study that data-service has accepted and whose events have not come yet. */
  public static StudyStatus accepted(String studyId) {
    return new StudyStatus(
        studyId,
        studyId,
        StudyState.SUBMITTED,
        0,
        0,
        0,
        0,
        List.of(),
        List.of("accepted; its events are on their way"),
        List.of(),
        List.of());
  }

  /** What stays of a study whose data were withdrawn. */
  static StudyStatus withdrawn(WithdrawnStudy study) {
    return new StudyStatus(
        study.studyId(),
        study.name(),
        StudyState.DATA_WITHDRAWN,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(study.sentence()),
        List.of(),
        List.of());
  }

  /**
   * One cell.
   *
   * @param cellId the cell
   * @param label for people, unique in the study
   * @param title as papers write it, unique in its data set
   * @param dataset name
   * @param state {@code pending}, {@code running}, {@code done}, {@code failed} or {@code
   *     cancelled}
   * @param reason why it has no metrics; absent when it has
   * @param actor who must act on a failure
   * @param seeds one per training seed
   * @param validationAccuracy mean over the seeds, in [0, 1]; absent until it is done
   * @param metrics on the test images; empty until it is done
   */
  public record CellStatus(
      String cellId,
      String label,
      String title,
      String dataset,
      String state,
      @Nullable String reason,
      @Nullable Actor actor,
      List<SeedStatus> seeds,
      @Nullable Double validationAccuracy,
      List<Metric> metrics) {}

  /**
   * One run of a cell.
   *
   * @param seed of the training
   * @param runKey absent until a run has reported progress
   * @param stage {@code pending}, {@code queued}, {@code preparing}, {@code features}, {@code
   *     training}, {@code retrying}, {@code trained}, {@code scoring}, {@code scored}, {@code done}
   *     or {@code failed}
   * @param epoch done so far
   * @param epochs of the whole run
   * @param fraction of the stage that is done, in [0, 1]
   * @param loss of the last epoch or step on the training images
   * @param validationLoss of the last epoch
   * @param validationAccuracy of the last epoch, in [0, 1]
   * @param imagesPerSecond in this stage
   * @param etaSeconds until the end of the run
   * @param peakMemoryBytes of the child process
   */
  public record SeedStatus(
      long seed,
      @Nullable String runKey,
      String stage,
      @Nullable Integer epoch,
      @Nullable Integer epochs,
      @Nullable Double fraction,
      @Nullable Double loss,
      @Nullable Double validationLoss,
      @Nullable Double validationAccuracy,
      @Nullable Double imagesPerSecond,
      @Nullable Double etaSeconds,
      @Nullable Long peakMemoryBytes) {}
}

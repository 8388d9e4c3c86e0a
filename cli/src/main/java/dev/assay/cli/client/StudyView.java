// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A study in an answer of reporting-service: its state and the progress of each run.
 *
 * @param state {@code submitted}, {@code running}, {@code done}, {@code failed-cells}, {@code
 *     cancelled}
 * @param total number of cells; 0 while its events have not come
 * @param done number of cells with results
 * @param failed number of cells that failed
 * @param cells in the order of the table; empty in a list of studies
 * @param notes remarks for the user, for example that backbones have no weights
 * @param awaitedComparisons data sets whose cells all have results and are being compared
 * @param failedComparisons data sets that could not be compared, each with the reason
 */
public record StudyView(
    String studyId,
    @Nullable String name,
    @Nullable String state,
    int total,
    int done,
    int failed,
    @Nullable List<CellView> cells,
    @Nullable List<String> notes,
    @Nullable List<String> awaitedComparisons,
    @Nullable List<String> failedComparisons) {

  private static final List<String> ENDED =
      List.of("done", "failed-cells", "failed", "cancelled", "data-withdrawn");

  public StudyView {
    cells = cells == null ? List.of() : List.copyOf(cells);
    notes = notes == null ? List.of() : List.copyOf(notes);
    awaitedComparisons = awaitedComparisons == null ? List.of() : List.copyOf(awaitedComparisons);
    failedComparisons = failedComparisons == null ? List.of() : List.copyOf(failedComparisons);
  }

  /** Whether it has every cell of the study. */
  @JsonIgnore
  public boolean isWhole() {
    return cells().size() >= total;
  }

  /** The same with other cells. */
  StudyView with(List<CellView> others) {
    return new StudyView(
        studyId,
        name,
        state,
        total,
        done,
        failed,
        others,
        notes,
        awaitedComparisons,
        failedComparisons);
  }

  @Override
  public List<CellView> cells() {
    return cells == null ? List.of() : cells;
  }

  @Override
  public List<String> notes() {
    return notes == null ? List.of() : notes;
  }

  @Override
  public List<String> awaitedComparisons() {
    return awaitedComparisons == null ? List.of() : awaitedComparisons;
  }

  @Override
  public List<String> failedComparisons() {
    return failedComparisons == null ? List.of() : failedComparisons;
  }

  /** The name for messages and file names. */
  public String title() {
    return name == null || name.isBlank() ? studyId : name;
  }

  /** Of each cell, as papers write it. */
  public Map<String, String> titles() {
    return cells().stream().collect(Collectors.toMap(CellView::cellId, CellView::title));
  }

  /** The state in lower case with hyphens. */
  public String stateLabel() {
    return label(state);
  }

  /** Whether the study has ended and every result that it will have has arrived. */
  public boolean isComplete() {
    return hasEnded()
        && (isCancelled() || done + failed >= total)
        && awaitedComparisons().isEmpty();
  }

  public boolean hasEnded() {
    return ENDED.contains(stateLabel());
  }

  public boolean isCancelled() {
    return "cancelled".equals(stateLabel());
  }

  /** Whether results of the study are missing. */
  public boolean hasFailures() {
    return stateLabel().startsWith("failed") || !failedComparisons().isEmpty() || failed > 0;
  }

  private static String label(@Nullable String state) {
    return state == null ? "unknown" : state.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * One row of the table.
   *
   * @param label data set and model in one line
   * @param title the model as papers write it, unique in its data set; absent from an older server
   * @param dataset name
   * @param reason reason of a failure
   */
  public record CellView(
      String cellId,
      @Nullable String label,
      @Nullable String title,
      @Nullable String dataset,
      @Nullable String state,
      @Nullable String reason,
      @Nullable List<SeedView> seeds) {

    @Override
    public List<SeedView> seeds() {
      return seeds == null ? List.of() : seeds;
    }

    @Override
    public String label() {
      return label == null || label.isBlank() ? cellId : label;
    }

    /** The data set, or the section of the table. */
    public String section() {
      return dataset == null ? "" : dataset;
    }

    @Override
    public String title() {
      return title == null || title.isBlank() ? label() : title;
    }

    public String stateLabel() {
      return StudyView.label(state);
    }
  }

  /**
   * One run with the values of its last event.
   *
   * @param stage {@code pending}, {@code queued}, {@code features}, {@code training}, {@code
   *     trained}, {@code scoring}, {@code scored}, ...
   * @param epoch number of finished epochs
   * @param epochs number of epochs of the whole run; 0 if the stage has none
   * @param fraction finished fraction of the stage, in [0, 1]
   * @param loss training loss of the last epoch
   * @param validationAccuracy accuracy on validation images, in [0, 1]
   * @param etaSeconds estimated seconds until the end of the run
   */
  public record SeedView(
      long seed,
      @Nullable String runKey,
      @Nullable String stage,
      @Nullable Integer epoch,
      @Nullable Integer epochs,
      @Nullable Double fraction,
      @Nullable Double loss,
      @Nullable Double validationAccuracy,
      @Nullable Double imagesPerSecond,
      @Nullable Double etaSeconds) {

    public String stageLabel() {
      return stage == null ? "queued" : stage.toLowerCase(Locale.ROOT);
    }

    /**
     * The finished fraction of the stage, in [0, 1]; during training it is the fraction of epochs.
     */
    public double done() {
      return switch (stageLabel()) {
        case "trained", "scored", "done" -> 1;
        case "training" ->
            epochs != null && epochs > 0 && epoch != null
                ? Math.clamp((double) epoch / epochs, 0, 1)
                : share();
        default -> share();
      };
    }

    private double share() {
      return fraction == null ? 0 : Math.clamp(fraction, 0, 1);
    }
  }
}

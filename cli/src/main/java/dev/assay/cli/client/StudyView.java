package dev.assay.cli.client;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A study as reporting-service shows it: its state and how far each run is.
 *
 * @param state {@code submitted}, {@code running}, {@code done}, {@code failed-cells}, {@code
 *     cancelled}
 * @param cells in the order of the table; empty in a list of studies
 * @param notes what a person must know, e.g. backbones without weights
 * @param awaitedComparisons data sets whose cells are all there and are being compared
 * @param failedComparisons data sets that were not compared, each with the reason
 */
public record StudyView(
    String studyId,
    @Nullable String name,
    @Nullable String state,
    @Nullable List<CellView> cells,
    @Nullable List<String> notes,
    @Nullable List<String> awaitedComparisons,
    @Nullable List<String> failedComparisons) {

  private static final List<String> ENDED = List.of("done", "failed-cells", "failed", "cancelled");

  public StudyView {
    cells = cells == null ? List.of() : List.copyOf(cells);
    notes = notes == null ? List.of() : List.copyOf(notes);
    awaitedComparisons = awaitedComparisons == null ? List.of() : List.copyOf(awaitedComparisons);
    failedComparisons = failedComparisons == null ? List.of() : List.copyOf(failedComparisons);
  }

  /** Of which nothing is awaited. */
  public StudyView(
      String studyId,
      @Nullable String name,
      @Nullable String state,
      @Nullable List<CellView> cells,
      @Nullable List<String> notes) {
    this(studyId, name, state, cells, notes, null, null);
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

  /** For a person and for file names. */
  public String title() {
    return name == null || name.isBlank() ? studyId : name;
  }

  /** The state in one spelling. */
  public String stateLabel() {
    return label(state);
  }

  /** Whether the study has ended and every result that it will have has arrived. */
  public boolean isComplete() {
    return hasEnded()
        && cells().stream().allMatch(CellView::hasEnded)
        && awaitedComparisons().isEmpty();
  }

  public boolean hasEnded() {
    return ENDED.contains(stateLabel());
  }

  public boolean isCancelled() {
    return "cancelled".equals(stateLabel());
  }

  /** Whether results are missing that the study asks for. */
  public boolean hasFailures() {
    return stateLabel().startsWith("failed")
        || !failedComparisons().isEmpty()
        || cells().stream().anyMatch(cell -> "failed".equals(cell.stateLabel()));
  }

  private static String label(@Nullable String state) {
    return state == null ? "unknown" : state.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * One row of the table.
   *
   * @param label as the table names it
   * @param reason why it failed
   */
  public record CellView(
      String cellId,
      @Nullable String label,
      @Nullable String state,
      @Nullable String reason,
      @Nullable List<SeedView> seeds) {

    @Override
    public List<SeedView> seeds() {
      return seeds == null ? List.of() : seeds;
    }

    public String title() {
      return label == null || label.isBlank() ? cellId : label;
    }

    public String stateLabel() {
      return StudyView.label(state);
    }

    boolean hasEnded() {
      return ENDED.contains(stateLabel());
    }
  }

  /**
   * One run, as far as its last event told.
   *
   * @param stage {@code pending}, {@code queued}, {@code features}, {@code training}, {@code
   *     trained}, {@code scoring}, {@code scored}, ...
   * @param epoch done so far
   * @param epochs of the whole run, 0 where the stage has none
   * @param fraction of the stage, in [0, 1]
   * @param loss of the last epoch
   * @param validationAccuracy in [0, 1]
   * @param etaSeconds until the end of the run
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

    /** How much of its stage is done, in [0, 1]; from the epochs while it trains. */
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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a study's report in any format, made from stored results alone.
 *
 * @param studyId the study
 * @param name as its author calls it
 * @param outcome how far it is
 * @param seeds the training seeds of every cell, in the study's order
 * @param checkpoint which of a run's checkpoints is scored
 * @param plan how intervals are made
 * @param threads CPU threads of one training
 * @param device as the study asks for
 * @param remarks what the study's acceptance noted, e.g. left-out backbones
 * @param sections one per data set, in the study's order
 * @param acrossDatasets the differences of the family over several data sets; absent unless two or
 *     more have been compared
 */
public record Report(
    String studyId,
    String name,
    Outcome outcome,
    List<Long> seeds,
    Checkpoint checkpoint,
    EvaluationPlan plan,
    int threads,
    String device,
    List<String> remarks,
    List<Section> sections,
    @Nullable AcrossDatasets acrossDatasets) {

  public Report {
    seeds = List.copyOf(seeds);
    remarks = List.copyOf(remarks);
    sections = List.copyOf(sections);
  }

  /** How far the study is according to the stored results. */
  public enum Outcome {
    @JsonProperty("unfinished")
    UNFINISHED,
    @JsonProperty("done")
    DONE,
    @JsonProperty("failed-cells")
    FAILED_CELLS,
    @JsonProperty("cancelled")
    CANCELLED
  }

  /** How far a cell is. */
  public enum State {
    @JsonProperty("pending")
    PENDING("pending"),
    @JsonProperty("done")
    DONE("done"),
    @JsonProperty("failed")
    FAILED("failed"),
    @JsonProperty("cancelled")
    CANCELLED("cancelled");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * The cells of one data set.
   *
   * @param dataset name
   * @param split absent until it is published
   * @param rows in the study's order
   * @param comparison of the rows as they are; absent while there is none
   * @param comparisonFailure why these rows were not compared; absent where they were, or may still
   *     be
   */
  public record Section(
      String dataset,
      @Nullable SplitFacts split,
      List<Row> rows,
      @Nullable ComparisonsFile comparison,
      @Nullable ComparisonFailure comparisonFailure) {
    public Section {
      rows = List.copyOf(rows);
    }

    public Optional<ComparisonsFile> comparisons() {
      return Optional.ofNullable(comparison);
    }

    /** Whether the study declares nothing about comparisons on these images. */
    @JsonIgnore
    public boolean isExploratory() {
      return split != null && split.external() != null && !split.external().declared();
    }

    /** The data set; of models on another set the names of both. */
    public String name() {
      return name(dataset, split);
    }

    /** The same of a section that is not made. */
    public static String name(String dataset, @Nullable SplitFacts split) {
      return split == null || split.external() == null ? dataset : split.external().title();
    }

    /** The data set, and how its models are tested where that is not by its own test part. */
    public String title() {
      Integer folds = split == null ? null : split.pooledFolds();
      return folds == null ? name() : "%s, %d folds pooled".formatted(dataset, folds);
    }

    /** Whether an image may show several of the classes, which are findings then. */
    @JsonIgnore
    public boolean hasFindings() {
      return split == null
          ? metrics().stream().anyMatch(file -> file.findings() != null)
          : split.hasFindings();
    }

    /** The metrics files of the section, in the order of the rows. */
    public List<MetricsFile> metrics() {
      return rows.stream().flatMap(row -> row.metrics().stream()).toList();
    }
  }

  /**
   * A comparison that failed permanently.
   *
   * @param reason one sentence
   * @param actor who must act
   */
  public record ComparisonFailure(String reason, Actor actor) {}

  /**
   * One cell.
   *
   * @param cell what it is
   * @param state how far it is
   * @param reason one sentence why it has no metrics; absent when it has
   * @param actor who must act on a failure
   * @param runs one per seed that has a model, in the study's order of seeds
   * @param metricsFile exactly when it is done
   */
  public record Row(
      Cell cell,
      State state,
      @Nullable String reason,
      @Nullable Actor actor,
      List<ModelFacts> runs,
      @Json.Sorted @Nullable MetricsFile metricsFile) {
    public Row {
      runs = List.copyOf(runs);
      if ((state == State.DONE) != (metricsFile != null)) {
        throw new IllegalArgumentException("a cell has metrics exactly when it is done");
      }
      if ((state == State.DONE) != (reason == null)) {
        throw new IllegalArgumentException("a cell without metrics says why");
      }
    }

    @JsonIgnore
    public Optional<MetricsFile> metrics() {
      return Optional.ofNullable(metricsFile);
    }
  }

  @JsonIgnore
  public List<Row> rows() {
    return sections.stream().flatMap(section -> section.rows().stream()).toList();
  }

  /** The same of one cell, as if the study had no other. */
  public Report only(String cellId) {
    List<Section> with =
        sections.stream()
            .map(
                section ->
                    new Section(
                        section.dataset(),
                        section.split(),
                        section.rows().stream()
                            .filter(row -> row.cell().cellId().equals(cellId))
                            .toList(),
                        null,
                        null))
            .filter(section -> !section.rows().isEmpty())
            .toList();
    return new Report(
        studyId, name, outcome, seeds, checkpoint, plan, threads, device, remarks, with, null);
  }

  /**
   * Whether images may show several findings. A study has no others beside them, and what is not
   * known of it yet is taken to be usual.
   */
  @JsonIgnore
  public boolean hasFindings() {
    return sections.stream().anyMatch(Section::hasFindings);
  }

  /** The cell of each row. */
  public List<Cell> cells() {
    return rows().stream().map(Row::cell).toList();
  }

  /** The rows whose models were trained for them: models on another set are the same again. */
  public List<Row> trainedRows() {
    return sections.stream()
        .filter(section -> section.split() == null || section.split().external() == null)
        .flatMap(section -> section.rows().stream())
        .toList();
  }

  /** Number of cells in a state. */
  public int count(State state) {
    return (int) rows().stream().filter(row -> row.state() == state).count();
  }

  /** Data sets whose comparison failed, each with the reason, for a person. */
  @JsonIgnore
  public List<String> failedComparisons() {
    return sections.stream()
        .flatMap(
            section ->
                Optional.ofNullable(section.comparisonFailure())
                    .map(failure -> section.name() + ": " + failure.reason())
                    .stream())
        .toList();
  }

  /** Whether results are still to come. */
  @JsonIgnore
  public boolean partial() {
    return outcome == Outcome.UNFINISHED;
  }
}

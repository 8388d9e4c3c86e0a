// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Check;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study was accepted, with its full list of cells, expanded once.
 *
 * @param studyId the study
 * @param name as its author calls it
 * @param cells every row of the table to come
 * @param seeds the training seeds of every cell; distinct
 * @param checkpoint which of a run's checkpoints is scored
 * @param evaluation how intervals are computed
 * @param threads CPU threads of one training, part of the training key
 * @param device {@code cpu}, {@code cuda}, or {@code auto}: CUDA where there is one
 * @param notes what a reader of the table must know, e.g. which backbones were left out
 * @param comparison what is compared; absent: the study declares nothing, so {@link
 *     ComparisonPlan#standard} applies
 * @param exploratory data sets on which no comparison is confirmatory, because the study declares
 *     its comparisons for other interim analyses; absent: none
 * @param repetition what this study repeats; absent: it is no repetition
 */
public record StudySubmitted(
    String studyId,
    String name,
    List<Cell> cells,
    List<Long> seeds,
    Checkpoint checkpoint,
    EvaluationPlan evaluation,
    int threads,
    String device,
    List<String> notes,
    @Nullable ComparisonPlan comparison,
    @Nullable List<String> exploratory,
    @Nullable Repetition repetition)
    implements AssayEvent {

  public StudySubmitted {
    Check.text("studyId", studyId);
    Check.text("name", name);
    cells = List.copyOf(Check.notEmpty("cells", cells));
    if (cells.stream().map(Cell::cellId).distinct().count() != cells.size()) {
      throw new IllegalArgumentException("cells must be distinct");
    }
    seeds = List.copyOf(Check.notEmpty("seeds", seeds));
    if (new HashSet<>(seeds).size() != seeds.size()) {
      throw new IllegalArgumentException("seeds must be distinct, not " + seeds);
    }
    Check.present("checkpoint", checkpoint);
    Check.present("evaluation", evaluation);
    Check.atLeast("threads", threads, 1);
    Check.text("device", device);
    notes = notes == null ? List.of() : List.copyOf(notes);
    exploratory = exploratory == null || exploratory.isEmpty() ? null : List.copyOf(exploratory);
  }

  /** A study that declares no comparisons. */
  public StudySubmitted(
      String studyId,
      String name,
      List<Cell> cells,
      List<Long> seeds,
      Checkpoint checkpoint,
      EvaluationPlan evaluation,
      int threads,
      String device,
      List<String> notes) {
    this(studyId, name, cells, seeds, checkpoint, evaluation, threads, device, notes, null, null);
  }

  /** A study that repeats no other. */
  public StudySubmitted(
      String studyId,
      String name,
      List<Cell> cells,
      List<Long> seeds,
      Checkpoint checkpoint,
      EvaluationPlan evaluation,
      int threads,
      String device,
      List<String> notes,
      @Nullable ComparisonPlan comparison,
      @Nullable List<String> exploratory) {
    this(
        studyId,
        name,
        cells,
        seeds,
        checkpoint,
        evaluation,
        threads,
        device,
        notes,
        comparison,
        exploratory,
        null);
  }

  /** The same study, tried again under another id. */
  public StudySubmitted again(String otherId) {
    return new StudySubmitted(
        otherId,
        name,
        cells,
        seeds,
        checkpoint,
        evaluation,
        threads,
        device,
        notes,
        comparison,
        exploratory,
        repetition);
  }

  /**
   * One row of this study, to be computed once more from its images and weights. It has a name of
   * its own, because the newest study of a name is the one that people mean.
   *
   * @param otherId of the study that repeats it
   * @param cell one of {@link #cells}
   * @param chosen seeds of this study; distinct
   */
  public StudySubmitted repetition(String otherId, Cell cell, List<Long> chosen) {
    return new StudySubmitted(
        otherId,
        name + "-again",
        List.of(cell),
        chosen,
        checkpoint,
        evaluation,
        threads,
        device,
        List.of("repeats a row of study " + studyId),
        null,
        null,
        new Repetition(studyId, otherId));
  }

  /** Whether all comparisons on a data set are exploratory. */
  public boolean isExploratory(String dataset) {
    return exploratory != null && exploratory.contains(dataset);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId};
  }

  /**
   * What makes a study the repetition of a row of another. Nothing that is stored is used again for
   * it but images, splits and weights.
   *
   * @param of the study whose row is computed once more; the cell has the same id in both
   * @param id part of the keys of everything that is computed, so that it is computed; stays when
   *     the repetition is tried again
   */
  public record Repetition(String of, String id) {
    public Repetition {
      Check.text("repetition.of", of);
      Check.text("repetition.id", id);
    }
  }
}

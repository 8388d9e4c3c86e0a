// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.Results;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import java.util.Optional;

/** Follows a row back to its images, from the events of its study. */
final class LineageAssembly {
  private final StudyHistory history;
  private final Results results;

  LineageAssembly(StudyHistory history, Results results) {
    this.history = history;
    this.results = results;
  }

  /** Of one row of the report of the study; empty if it has none of this id. */
  Optional<Lineage> lineage(Report report, String cellId) {
    for (Report.Section section : report.sections()) {
      for (int row = 0; row < section.rows().size(); row++) {
        Cell cell = section.rows().get(row).cell();
        if (cell.cellId().equals(cellId)) {
          Lineage.Place place = place(section, row);
          return history.submission().map(study -> lineage(study, cell, place));
        }
      }
    }
    return Optional.empty();
  }

  private static Lineage.Place place(Report.Section section, int row) {
    return new Lineage.Place(section.title(), row + 1, section.rows().get(row).state().label());
  }

  private Lineage lineage(StudySubmitted study, Cell cell, Lineage.Place place) {
    StudySubmitted.Repetition repetition = study.repetition();
    return new Lineage(
        new Lineage.StudyOf(
            study.studyId(), study.name(), repetition == null ? null : repetition.of()),
        cell,
        history.split(cell.dataset()).map(split -> data(split, cell)).orElse(null),
        study.seeds().stream().map(seed -> run(cell, seed)).toList(),
        history
            .evaluation(cell.cellId())
            .map(
                done ->
                    new Lineage.Evaluation(
                        done.evaluationKey(), done.metrics(), study.evaluation()))
            .orElse(null),
        history
            .comparison(cell.dataset())
            .map(done -> new Lineage.Comparison(done.comparisonKey(), done.comparison()))
            .orElse(null),
        place);
  }

  private Lineage.Data data(SplitPublished split, Cell cell) {
    ArtifactRef file = cell.weights().file();
    return new Lineage.Data(
        split.dataset(),
        results.split(split.manifest()).version(),
        split.splitId(),
        split.hashes(),
        split.manifest(),
        split.pixels(cell.preprocessing()),
        file == null ? null : split.features(file.sha256()).orElse(null),
        split.classes(),
        split.groupKind(),
        split.synthetic(),
        split.external());
  }

  private Lineage.Run run(Cell cell, long seed) {
    return new Lineage.Run(
        seed,
        history.trained(cell.cellId(), seed).map(this::training).orElse(null),
        history
            .scored(cell.cellId(), seed)
            .map(
                scored ->
                    new Lineage.Scoring(
                        scored.scoringKey(), scored.test(), scored.validation(), scored.origin()))
            .orElse(null));
  }

  private Lineage.Training training(ModelTrained trained) {
    ModelFacts facts = results.model(trained.manifest());
    return new Lineage.Training(
        trained.runKey(),
        trained.model(),
        trained.parts(),
        trained.manifest(),
        trained.checkpoint(),
        facts.epoch(),
        facts.threads(),
        facts.deviceClass(),
        facts.engine(),
        facts.deviations(),
        facts.origin());
  }
}

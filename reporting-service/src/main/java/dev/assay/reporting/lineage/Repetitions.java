// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.Results;
import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.store.StoredFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds what repeats what. */
@ApplicationScoped
public class Repetitions {
  private final Studies studies;
  private final EventLog log;
  private final Results results;
  private final ArtifactStore store;

  Repetitions(Studies studies, EventLog log, Results results, ArtifactStore store) {
    this.studies = studies;
    this.log = log;
    this.results = results;
    this.store = store;
  }

  /**
   * @return empty if there is no such study, or it repeats none
   * @throws dev.assay.rest.ProblemException 410 if the data of one of the two were withdrawn
   */
  public Optional<Repetition> find(String studyId) {
    studies.requireData(studyId);
    StudyHistory now = log.history(studyId);
    Optional<StudySubmitted> submitted = now.submission();
    StudySubmitted.Repetition repetition = submitted.map(StudySubmitted::repetition).orElse(null);
    if (repetition == null) {
      return Optional.empty();
    }
    studies.requireData(repetition.of());
    return Optional.of(
        new RepetitionAssembly(results, new StoredFiles(store))
            .compare(submitted.get(), now, repetition.of(), log.history(repetition.of())));
  }
}

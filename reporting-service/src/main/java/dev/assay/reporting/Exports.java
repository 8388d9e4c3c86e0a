// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.reporting.export.StudyExport;
import dev.assay.reporting.forwarding.KeptFeatures;
import dev.assay.reporting.forwarding.RunLogs;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.store.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What can be taken out of the store, for each study that is known from events. */
@ApplicationScoped
public class Exports {
  private final EventLog log;
  private final Studies studies;
  private final Results results;
  private final ArtifactStore store;
  private final RunLogs logs;
  private final KeptFeatures features;
  private final SvgPrinter printer = new SvgPrinter();

  Exports(
      EventLog log,
      Studies studies,
      Results results,
      ArtifactStore store,
      RunLogs logs,
      KeptFeatures features) {
    this.log = log;
    this.studies = studies;
    this.results = results;
    this.store = store;
    this.logs = logs;
    this.features = features;
  }

  /**
   * Absent while no event of the study has come.
   *
   * @throws dev.assay.rest.ProblemException as {@link Studies#requireData}
   */
  public Optional<StudyExport> of(String studyId) {
    studies.requireData(studyId);
    studies.requireOneDocument(studyId);
    StudyHistory history = log.history(studyId);
    return history
        .submission()
        .flatMap(
            study ->
                ReportAssembly.report(history, results)
                    .map(
                        report ->
                            new StudyExport(
                                history,
                                study,
                                report,
                                store,
                                (stage, key, out) ->
                                    out.write(
                                        stage.equals("training")
                                            ? logs.training(key)
                                            : logs.scoring(key)),
                                features::of,
                                printer)));
  }
}

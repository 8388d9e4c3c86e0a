// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.reporting.Results;
import dev.assay.reporting.Studies;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds where a row comes from. */
@ApplicationScoped
public class Lineages {
  private final Studies studies;
  private final EventLog log;
  private final Results results;

  Lineages(Studies studies, EventLog log, Results results) {
    this.studies = studies;
    this.log = log;
    this.results = results;
  }

  /**
   * @return empty if there is no such study, or it has no such row
   * @throws dev.assay.rest.ProblemException 410 if the data of the study were withdrawn
   */
  public Optional<Lineage> find(String studyId, String cellId) {
    Optional<Report> report = studies.report(studyId);
    if (report.isEmpty()) {
      return Optional.empty();
    }
    return new LineageAssembly(log.history(studyId), results).lineage(report.get(), cellId);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.Exports;
import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.export.ExportFile;
import dev.assay.reporting.export.ExportPart;
import dev.assay.reporting.export.StudyExport;
import dev.assay.reporting.live.StudiesTable;
import dev.assay.reporting.page.Figure.Drawing;
import dev.assay.reporting.plot.Plot;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;

/** What the pages of studies show now. */
@Singleton
class StudyPages {
  private static final int LISTED = 200;

  /** Images on the page of a cell. */
  private static final int WORST = 8;

  private static final String ENTRY = "studies";

  private final Studies studies;
  private final Exports exports;
  private final Pages pages;
  private final ImagePages images;

  StudyPages(Studies studies, Exports exports, Pages pages, ImagePages images) {
    this.studies = studies;
    this.exports = exports;
    this.pages = pages;
    this.images = images;
  }

  boolean isKnown(String studyId) {
    return studies.isKnown(studyId);
  }

  StudiesPage list() {
    return new StudiesPage(pages.frame(ENTRY), StudiesTable.of(studies.list(LISTED, 0)));
  }

  StudyPage progress(String studyId) {
    return StudyPage.of(pages.frame(ENTRY), now(studyId));
  }

  ResultsPage results(String studyId) {
    return ResultsPage.of(pages.frame(ENTRY), now(studyId), export(studyId).plots());
  }

  FilesPage files(String studyId) {
    List<String> paths =
        export(studyId).files(EnumSet.allOf(ExportPart.class)).stream()
            .map(ExportFile::path)
            .toList();
    return FilesPage.of(pages.frame(ENTRY), now(studyId), paths);
  }

  CellPage cell(String studyId, String cellId) {
    StudyExport export = export(studyId);
    return CellPage.of(
            pages.frame(ENTRY),
            now(studyId),
            cellId,
            export.plots(cellId),
            export.paths(cellId),
            images.imagery(studyId, cellId, WORST))
        .orElseThrow(() -> missing("study '%s' has no cell '%s'".formatted(studyId, cellId)));
  }

  Drawing figure(String studyId, String name) {
    return drawing(export(studyId).plots(), name);
  }

  Drawing figure(String studyId, String cellId, String name) {
    return drawing(export(studyId).plots(cellId), name);
  }

  private static Drawing drawing(List<Plot> plots, String name) {
    return plots.stream()
        .filter(plot -> plot.name().equals(name))
        .findFirst()
        .map(Drawing::of)
        .orElseThrow(() -> missing("there is no figure '%s' now".formatted(name)));
  }

  private StudyNow now(String studyId) {
    return studies.now(studyId).orElseThrow(() -> unknown(studyId));
  }

  private StudyExport export(String studyId) {
    return exports.of(studyId).orElseThrow(() -> unknown(studyId));
  }

  private static ProblemException unknown(String studyId) {
    return missing("there is no study '%s'".formatted(studyId));
  }

  private static ProblemException missing(String detail) {
    return new ProblemException(Problem.notFound(detail));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.render.html.HtmlReport;
import java.util.List;

/**
 * What a study found, by the template {@code results}.
 *
 * @param report its tables and notes
 * @param figures that compare cells
 * @param copies of the tables, to be pasted
 */
public record ResultsPage(
    Frame frame, StudyHead head, HtmlReport report, List<Figure> figures, List<Copy> copies)
    implements Page {
  /** A form of the report for the clipboard. */
  public record Copy(String name, String src) {}

  static ResultsPage of(Frame frame, StudyNow now, List<Plot> plots) {
    String id = now.report().studyId();
    String report = "/studies/" + id + "/report.";
    return new ResultsPage(
        frame,
        StudyHead.of(now, "results"),
        HtmlReport.of(now.report()),
        Figure.comparing(plots, "/view/" + id),
        List.of(
            new Copy("LaTeX", report + "tex"),
            new Copy("Markdown", report + "md"),
            new Copy("CSV", report + "csv"),
            new Copy("CSV of differences", report + "comparisons.csv")));
  }

  @Override
  public String title() {
    return head.name() + ": results";
  }

  @Override
  public String events() {
    return "/view/" + head.id() + "/events";
  }
}

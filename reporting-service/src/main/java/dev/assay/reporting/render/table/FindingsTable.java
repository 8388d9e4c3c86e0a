// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.table.Grid.Column;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The areas of each finding that images may show, finding by finding, so that rows which compare
 * stand together. The main table has the means over findings.
 */
public final class FindingsTable {
  private static final String AUROC = "auroc";
  private static final String AVERAGE_PRECISION = "average_precision_positive";

  private FindingsTable() {}

  private record Line(String model, FindingMetrics of) {
    String point(String metric) {
      return Figures.shown(Optional.ofNullable(found(metric)).map(m -> m.point()).orElse(null));
    }

    /** Or why there is none; the notes say why a finding is left out. */
    String interval(String metric) {
      MetricsFile.Metric found = found(metric);
      return found == null || of.leftOut() != null
          ? ""
          : Figures.interval(found.lower(), found.upper()).orElse("none: " + found.reason());
    }

    private MetricsFile.@Nullable Metric found(String metric) {
      return of.test(metric);
    }
  }

  /** Empty where images have one class, and before any row has metrics. */
  public static Optional<Grid> of(Report report, Section section) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    List<List<Line>> ofRows = new ArrayList<>();
    for (Row row : section.rows()) {
      List<FindingMetrics> findings = row.metrics().map(MetricsFile::findings).orElse(null);
      if (findings != null) {
        String model = LabelColumn.sentence(row.cell(), labels);
        ofRows.add(findings.stream().map(of -> new Line(model, of)).toList());
      }
    }
    return ofRows.isEmpty() ? Optional.empty() : Optional.of(grid(section, ofRows));
  }

  private static Grid grid(Section section, List<List<Line>> ofRows) {
    List<Line> lines = new ArrayList<>();
    for (int finding = 0; finding < ofRows.getFirst().size(); finding++) {
      for (List<Line> row : ofRows) {
        lines.add(row.get(finding));
      }
    }
    return Grid.of(
            section.name() + ": each finding",
            List.of(
                Column.words("Finding", line -> line.of().finding()),
                Column.words("Row", Line::model),
                Column.figure("Present", line -> String.valueOf(line.of().present())),
                Column.figure("Absent", line -> String.valueOf(line.of().absent())),
                Column.figure("Not known", line -> String.valueOf(line.of().unknown())),
                Column.figure(PaperNames.metric(AUROC), line -> line.point(AUROC)),
                Column.words("[lower, upper]", line -> line.interval(AUROC)),
                Column.figure("Average precision", line -> line.point(AVERAGE_PRECISION)),
                Column.words("[lower, upper]", line -> line.interval(AVERAGE_PRECISION))),
            lines)
        .withBelow(below(ofRows.getFirst()).toArray(String[]::new));
  }

  private static List<String> below(List<Line> findings) {
    List<String> below = new ArrayList<>();
    below.add(
        "Present, absent, not known: test images; where a finding is not known, an image counts in"
            + " neither area. A row that knows nothing has an AUROC of .5 and an average precision"
            + " of the share of images with the finding.");
    for (Line line : findings) {
      if (line.of().leftOut() != null) {
        below.add(line.of().finding() + ": " + line.of().leftOut() + ".");
      }
    }
    return below;
  }
}

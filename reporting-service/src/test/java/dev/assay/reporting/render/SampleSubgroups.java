// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Gap;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.List;

/** The finished study, which asks for subgroups, with invented numbers. */
public final class SampleSubgroups {
  private SampleSubgroups() {}

  /** One attribute with a gap and images without a value, one that no image has. */
  public static Report split() {
    Section before = SampleReports.finished().sections().getFirst();
    List<Row> rows =
        before.rows().stream()
            .map(row -> SampleReports.done(row.cell(), with(row.metrics().orElseThrow())))
            .toList();
    return SampleReports.report(
        Outcome.DONE, List.of(), SampleReports.section(before.dataset(), before.split(), rows));
  }

  private static MetricsFile with(MetricsFile file) {
    SubgroupMetrics sex =
        new SubgroupMetrics(
            "sex",
            "accuracy",
            List.of(
                new Subgroup("F", 96, 58, 0.9375, 0.88423, 0.97911, "percentile", null),
                new Subgroup("M", 100, 60, 0.9, 0.83111, 0.95002, "percentile", null)),
            new Subgroup("not stated", 4, 2, 1.0, null, null, null, "fewer than 10 units: 2"),
            new Gap("F", "M", 0.0375, 0.2131, 10_000),
            null,
            List.of());
    SubgroupMetrics site =
        new SubgroupMetrics(
            "site",
            "accuracy",
            List.of(),
            null,
            null,
            "no test image has a value of site",
            List.of());
    return new MetricsFile(
        file.formatVersion(),
        file.evaluationKey(),
        file.data(),
        file.seeds(),
        file.plan(),
        file.metrics(),
        file.confusion(),
        file.warnings(),
        file.seedDetails(),
        file.designEffect(),
        new CellDetails(null, List.of(), List.of(), List.of(), List.of(sex, site)));
  }
}

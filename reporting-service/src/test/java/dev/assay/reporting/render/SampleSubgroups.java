// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Gap;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.contracts.file.SubgroupMetrics.Variation;
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
    SubgroupMetrics hospital =
        new SubgroupMetrics(
            "hospital",
            "accuracy",
            List.of(
                new Subgroup("A", 80, 48, 0.9625, 0.90172, 0.98910, "percentile", null),
                new Subgroup("B", 70, 40, 0.9, 0.82099, 0.95166, "percentile", null),
                new Subgroup("C", 50, 32, 0.88, 0.77011, 0.95324, "percentile", null)),
            null,
            new Gap("A", "C", 0.0825, 0.1312, 10_000),
            null,
            List.of(),
            new Variation(3, 0.92461, 0.81832, 1.0, 0.02714, 0.38114, 0.19731, 0.49, 1.0));
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
        new CellDetails(null, List.of(), List.of(), List.of(), List.of(sex, site, hospital)));
  }
}

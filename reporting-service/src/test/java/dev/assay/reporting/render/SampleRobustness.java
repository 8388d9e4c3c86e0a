// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Corruption.Kind;
import dev.assay.contracts.Hash;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.RobustnessMetrics.CorruptedRow;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The finished study, which declares corruptions, with invented numbers, and a row of features. */
public final class SampleRobustness {
  private static final RobustnessPlan PLAN =
      new RobustnessPlan("accuracy", List.of(Kind.NOISE, Kind.JPEG), List.of(3));

  private SampleRobustness() {}

  public static Report corrupted() {
    Section before = SampleReports.finished().sections().getFirst();
    List<Row> rows = new ArrayList<>();
    for (Row row : before.rows()) {
      rows.add(SampleReports.done(row.cell(), with(row.metrics().orElseThrow(), found())));
    }
    Cell features =
        SampleReports.cell(
            before.dataset(),
            "theirs",
            new WeightsChoice(
                "theirs",
                ArtifactRef.of(Hash.ofText("features"), 14, "application/octet-stream"),
                "theirs.features.npz",
                null,
                new ImportedModel(
                    ImportedModel.FEATURES, "Theirs", null, null, 8, null, "resized to 224", null)),
            true,
            1);
    rows.add(
        SampleReports.done(
            features,
            with(SampleReports.metrics(features, 0.9, 0.8, 0.79, 0.85, List.of()), null)));
    return SampleReports.report(
        Outcome.DONE, List.of(), SampleReports.section(before.dataset(), before.split(), rows));
  }

  private static RobustnessMetrics found() {
    return new RobustnessMetrics(
        "accuracy",
        0.918,
        List.of(
            new CorruptedRow(
                new Corruption(Kind.NOISE, 3),
                0.8215,
                0.76301,
                0.87112,
                "confusion-draws",
                0.0965,
                0.05411,
                0.14203,
                "tango",
                0.04517,
                0.15108,
                0.00002,
                0.00004,
                null),
            new CorruptedRow(
                new Corruption(Kind.JPEG, 3),
                0.9205,
                0.87404,
                0.95071,
                "confusion-draws",
                -0.0025,
                -0.01931,
                0.01377,
                "tango",
                -0.02301,
                0.01745,
                0.81,
                0.94,
                null),
            new CorruptedRow(
                null, null, null, null, null, 0.047, 0.02211, 0.07205, "t", 0.01811, 0.07609,
                0.00031, 0.00074, null)),
        "max-T",
        List.of("max-T: the 3 contrasts are worth 2.1 independent tests"));
  }

  private static MetricsFile with(MetricsFile file, @Nullable RobustnessMetrics robustness) {
    return new MetricsFile(
        file.formatVersion(),
        file.evaluationKey(),
        file.data(),
        file.seeds(),
        file.plan().with(PLAN),
        file.metrics(),
        file.confusion(),
        file.warnings(),
        file.seedDetails(),
        file.designEffect(),
        new CellDetails(null, List.of(), List.of(), List.of(), null, robustness));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.contracts.Hash;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import dev.assay.reporting.report.SplitFacts.PartSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A finished and compared study of images that may show several findings; invented numbers. */
public final class SampleFindings {
  /** One that is known for some images only, and one that no test image has. */
  public static final List<String> FINDINGS =
      List.of("Effusion", "Mass - large, or \"nodule\"", "=Hernia & co_1");

  private static final String DATASET = "chest";

  private SampleFindings() {}

  public static Report compared() {
    Cell frozen = SampleReports.cell(DATASET, "mobilenet_v2", SampleReports.pretrained(), true, 1);
    Cell tuned = SampleReports.cell(DATASET, "mobilenet_v2", SampleReports.pretrained(), false, 1);
    return SampleReports.report(
        Outcome.DONE,
        List.of(),
        new Section(
            DATASET,
            split(),
            List.of(
                SampleReports.done(frozen, metrics(frozen, 0.8123)),
                SampleReports.done(tuned, metrics(tuned, 0.8412))),
            comparison(frozen, tuned),
            null));
  }

  private static SplitFacts split() {
    return new SplitFacts(
        Hash.ofText("split"),
        Hash.ofText("version"),
        "csv/findings",
        7,
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        FINDINGS,
        "patient",
        false,
        new PartSize(1000, 600, List.of(120, 40, 3), List.of(1000, 700, 1000)),
        new PartSize(200, 120, List.of(25, 9, 1), List.of(200, 140, 200)),
        new PartSize(400, 240, List.of(60, 20, 0), List.of(400, 280, 400)),
        Map.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  private static MetricsFile metrics(Cell cell, double auroc) {
    String none = "present in none of the 400 images for which it is known";
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        Hash.ofText("evaluation of " + cell.cellId()),
        new EvaluatedData(
            DATASET, FINDINGS, null, "patient", false, 400, 240, List.of(60, 20, 0), 200),
        List.of(1L, 2L),
        SampleReports.PLAN,
        new CellMetrics(areas(auroc, 0.4), areas(auroc + 0.01, 0.41), areas(0.5, 0.11)),
        Map.of(),
        List.of(FINDINGS.get(2) + " has no value and is not in the mean over findings: " + none),
        null,
        null,
        null,
        List.of(
            finding(0, 60, 340, 0, auroc + 0.02),
            finding(1, 20, 260, 120, auroc - 0.02),
            new FindingMetrics(
                FINDINGS.get(2), 0, 400, 0, none, none(none), none(none), none(none))));
  }

  private static FindingMetrics finding(
      int number, int present, int absent, int unknown, double auroc) {
    return new FindingMetrics(
        FINDINGS.get(number),
        present,
        absent,
        unknown,
        null,
        areas(auroc, 0.3),
        areas(auroc, 0.31),
        areas(0.5, 0.1));
  }

  private static List<Metric> areas(double auroc, double averagePrecision) {
    return List.of(
        SampleReports.metric("auroc", auroc, auroc - 0.03, auroc + 0.03),
        SampleReports.metric(
            "average_precision_positive",
            averagePrecision,
            averagePrecision - 0.06,
            averagePrecision + 0.06));
  }

  private static List<Metric> none(String why) {
    List<Metric> metrics = new ArrayList<>();
    for (String name : List.of("auroc", "average_precision_positive")) {
      metrics.add(new Metric(name, null, null, null, null, List.of(), null, 0, why));
    }
    return metrics;
  }

  private static ComparisonsFile comparison(Cell frozen, Cell tuned) {
    List<ComparedCell> cells =
        List.of(
            new ComparedCell(
                frozen.cellId(), "mobilenet_v2, frozen", Hash.ofText("e0"), List.of(1L, 2L)),
            new ComparedCell(
                tuned.cellId(), "mobilenet_v2, fine-tuned", Hash.ofText("e1"), List.of(1L, 2L)));
    ComparisonPlan plan = ComparisonPlan.standard(true);
    return new ComparisonsFile(
        ComparisonsFile.FORMAT_VERSION,
        Hash.ofText("comparison"),
        DATASET,
        plan,
        true,
        SampleReports.PLAN,
        false,
        400,
        240,
        "patient",
        1,
        cells,
        List.of(),
        List.of(
            new MetricComparison(
                plan.primary(),
                true,
                true,
                List.of(new Point(frozen.cellId(), 0.8123), new Point(tuned.cellId(), 0.8412)),
                true,
                0,
                List.of(
                    contrast(cells, 0.0289, 0.004, "first better", true).about(FINDINGS.get(0)),
                    contrast(cells, -0.0121, 0.41, "undecided", true).about(FINDINGS.get(1))),
                List.of(),
                List.of(FINDINGS.get(2) + " is not compared: no test image has it"),
                List.of(contrast(cells, 0.0289, 0.03, "first better", false)))),
        List.of());
  }

  private static Contrast contrast(
      List<ComparedCell> cells, double difference, double p, String verdict, boolean confirmatory) {
    return new Contrast(
        cells.get(1).name() + " - " + cells.get(0).name(),
        List.of(cells.get(1).cellId()),
        List.of(cells.get(0).cellId()),
        confirmatory,
        difference,
        0.01,
        difference - 0.02,
        difference + 0.02,
        "paired areas",
        difference - 0.023,
        difference + 0.023,
        "DeLong",
        p,
        "max-T step-down",
        p,
        null,
        null,
        0.03,
        verdict,
        List.of());
  }
}

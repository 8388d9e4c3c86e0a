// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.render.csv.CsvTable;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cross-validation: its folds, and the row of their pooled predictions. */
class PooledFoldsReportTest {

  private static Cell cell(int fold, String backbone) {
    return SampleReports.cell(
        "xray.fold-" + fold + "-of-2", backbone, SampleReports.pretrained(), true, 1);
  }

  private static Row done(Cell cell, double accuracy) {
    MetricsFile file =
        SampleReports.metrics(cell, 0.9, accuracy, accuracy, accuracy, List.of("few images"));
    return cell.isPooled()
        ? new Row(cell, Report.State.DONE, null, null, List.of(), file)
        : SampleReports.done(cell, file);
  }

  private static SplitFacts split(@Nullable Integer fold) {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Part part = fold == null || i % 2 == fold ? Part.TEST : i > 5 ? Part.VALIDATION : Part.TRAIN;
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image " + i), Hash.ofText("bytes " + i), i / 2 % 2, "p" + i, part, 1));
    }
    SplitManifest manifest =
        new SplitManifest(
            1,
            "xray",
            Hash.ofText("version"),
            Hash.ofText("split " + fold),
            "folder",
            List.of("NORMAL", "PNEUMONIA"),
            "patient",
            false,
            1,
            new SplitHashes(Hash.ofText("a"), Hash.ofText("b"), Hash.ofText("c")),
            entries,
            Map.of(),
            List.of(),
            new SplitLineage(
                null,
                fold == null ? null : new SplitLineage.Replicate("fold", fold + 1, 2),
                List.of(),
                List.of(List.of(Hash.ofText("image 0")), List.of(Hash.ofText("image 1")))),
            List.of());
    return SplitFacts.of(manifest);
  }

  private static Report report() {
    List<Row> pooled = new ArrayList<>();
    List<Row> first = new ArrayList<>();
    List<Row> second = new ArrayList<>();
    for (String backbone : List.of("resnet50", "vgg16")) {
      List<Cell> folds = List.of(cell(1, backbone), cell(2, backbone));
      pooled.add(done(Cell.pooling("xray", folds), 0.85));
      first.add(done(folds.getFirst(), 0.8));
      second.add(done(folds.getLast(), 0.9));
    }
    return SampleReports.report(
        Outcome.DONE,
        List.of(),
        SampleReports.section("xray", split(null), pooled),
        SampleReports.section("xray.fold-1-of-2", split(0), first),
        SampleReports.section("xray.fold-2-of-2", split(1), second));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEX", "MD", "JSON"})
  void saysHowTheImagesOfPooledFoldsAreTested(Format format) {
    String text = format.render(report());

    assertThat(text).contains("xray, 2 folds pooled");
    assertThat(text)
        .contains(
            "each image is tested once, by the model of the one of 2 folds that was trained without"
                + " its patient");
    assertThat(text).doesNotContain("0 training images");
  }

  @Test
  void pageShowsPooledRowsApartFromFolds() {
    assertThat(HtmlReport.render(report()))
        .contains("xray, 2 folds pooled: 8 test images")
        .contains("xray.fold-2-of-2: 4 test images");
  }

  @Test
  void foldHasItsNumberAndPooledRowHasNone() {
    assertThat(split(1).replicate()).isEqualTo(new SplitLineage.Replicate("fold", 2, 2));
    assertThat(split(null).replicate()).isNull();
  }

  @Test
  void csvHasPooledMetricsUnderTheNameOfTheDataSet() {
    List<String> lines = CsvTable.render(report()).lines().toList();

    assertThat(lines)
        .anyMatch(
            l -> l.contains(",xray,") && l.contains(",resnet50,") && l.contains(",accuracy,0.85,"));
  }
}

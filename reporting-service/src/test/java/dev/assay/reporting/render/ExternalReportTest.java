// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.render.csv.CsvTable;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.markdown.MarkdownReport;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows of models on another data set, apart from those on their own test part. */
class ExternalReportTest {

  private static SplitFacts split() {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Part part = i < 8 ? Part.TEST : i < 10 ? Part.VALIDATION : Part.TRAIN;
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image " + i), Hash.ofText("bytes " + i), i / 2 % 2, "p" + i, part, 1));
    }
    SplitManifest manifest =
        new SplitManifest(
            1,
            "site-a.external-site-b",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "folder",
            List.of("NORMAL", "PNEUMONIA"),
            "patient",
            false,
            1,
            new SplitHashes(Hash.ofText("a"), Hash.ofText("b"), Hash.ofText("c")),
            entries,
            Map.of(),
            List.of());
    return SplitFacts.of(
        manifest.asExternal(manifest.hashes(), new External("site-a", "site-b", false)));
  }

  private static Report report() {
    Cell own = SampleReports.cell("site-a", "resnet50", SampleReports.pretrained(), true, 1);
    Cell abroad =
        SampleReports.cell(
            "site-a.external-site-b", "resnet50", SampleReports.pretrained(), true, 1);
    return SampleReports.report(
        Outcome.DONE,
        List.of(),
        SampleReports.section(
            "site-a",
            SampleReports.split("site-a", false, "patient"),
            List.of(
                SampleReports.done(
                    own, SampleReports.metrics(own, 0.9, 0.85, 0.85, 0.9, List.of())))),
        SampleReports.section(
            "site-a.external-site-b",
            split(),
            List.of(
                SampleReports.done(
                    abroad, SampleReports.metrics(abroad, 0.9, 0.71, 0.71, 0.8, List.of())))));
  }

  @Test
  void externalTestHasItsOwnSectionInLatexMarkdownAndPage() {
    assertThat(MarkdownReport.render(report()))
        .contains("## site-a: 200 test images")
        .contains("## site-a -> site-b (external): 8 test images")
        .contains("nothing was fitted or chosen on site-b");
    assertThat(LatexReport.render(report())).contains("site-a -\\textgreater{} site-b (external)");
    assertThat(HtmlReport.render(report())).contains("site-a -&gt; site-b (external): 8 test");
  }

  @Test
  void csvNamesBothDataSetsInEveryRow() {
    assertThat(CsvTable.render(report()).lines())
        .anyMatch(l -> l.contains(",site-a,") && l.contains(",accuracy,0.85,"))
        .anyMatch(
            l -> l.contains(",site-a -> site-b (external),") && l.contains(",accuracy,0.71,"));
  }

  @Test
  void jsonNamesTrainedAndTestedDataSet() {
    Report report = report();

    assertThat(JsonReport.render(report)).contains("\"external\"");
    assertThat(Json.write(report.sections().getLast().split()))
        .contains("\"external\":{\"declared\":false,\"tested\":\"site-b\",\"trained\":\"site-a\"}");
  }
}

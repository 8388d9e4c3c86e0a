// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.markdown.MarkdownReport;
import dev.assay.reporting.render.terminal.TerminalReport;
import dev.assay.reporting.report.Report;
import dev.assay.terminal.Screen;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderersTest {
  @ParameterizedTest
  @EnumSource(Format.class)
  void rendersFinishedStudyAsCommitted(Format format) throws Exception {
    Golden.assertSame("finished." + format.extension(), format.render(SampleReports.finished()));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void rendersRunningStudyAsCommitted(Format format) throws Exception {
    Golden.assertSame("running." + format.extension(), format.render(SampleReports.running()));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEX", "CSV", "JSON", "MD", "COMPARISONS_CSV"})
  void rendersComparedStudyAsCommitted(Format format) throws Exception {
    Golden.assertSame("compared." + format.extension(), format.render(SampleReports.compared()));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEX", "MD", "SUBGROUPS_CSV"})
  void rendersSubgroupsAsCommitted(Format format) throws Exception {
    Golden.assertSame("subgroups." + format.extension(), format.render(SampleSubgroups.split()));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEX", "MD", "TXT", "ROBUSTNESS_CSV"})
  void rendersRobustnessAsCommitted(Format format) throws Exception {
    Golden.assertSame(
        "robustness." + format.extension(), format.render(SampleRobustness.corrupted()));
  }

  @Test
  void jsonIsWrittenAsItComesWithEveryPropertyInItsOrder() {
    for (Report report :
        List.of(SampleReports.finished(), SampleSubgroups.split(), SampleAcross.report(null))) {
      String text = JsonReport.render(report);

      assertThat(text).isEqualTo(Json.writePretty(Json.read(text, JsonNode.class)));
    }
  }

  @Test
  void showsEachCorruptionWithItsDropAndThatFeaturesHaveNoPixels() {
    Report report = SampleRobustness.corrupted();

    assertThat(MarkdownReport.render(report))
        .contains(
            "## chest_xray: accuracy on corrupted test images",
            "| MobileNetV2, frozen | none | 0.918 |",
            "| MobileNetV2, frozen | noise 3 | 0.822 | [0.763, 0.871] "
                + "| +0.097 | [0.054, 0.142] | below 0.001 |",
            "| MobileNetV2, frozen | jpeg 3 |",
            "| -0.003 | [-0.019, 0.014] | 0.940 |",
            "| MobileNetV2, frozen | mean |  |  | +0.047 | [0.022, 0.072] | below 0.001 |",
            "| Theirs, frozen | no pixels: not corrupted |",
            "a family of their own",
            "no part of the comparisons between models that the study declares");
    assertThat(HtmlReport.render(report))
        .contains(
            "<caption>chest_xray: accuracy on corrupted test images</caption>",
            "<td>no pixels: not corrupted</td>");
    JsonNode json = tree(JsonReport.render(report));
    assertThat(
            json.at("/sections/0/rows/0/metricsFile/cellDetails/robustness/rows/0/drop")
                .doubleValue())
        .isEqualTo(0.0965);
  }

  /** As many columns as there is room for; of many rows those without and of all corruptions. */
  @Test
  void drawsTheDropsForTheWidthOfTheTerminal() {
    String wide = TerminalReport.render(SampleRobustness.corrupted(), Screen.plain(140));
    String narrow = TerminalReport.render(SampleRobustness.corrupted(), Screen.plain(64));

    assertThat(wide).contains("Adjusted p", "[0.763, 0.871]");
    assertThat(narrow).doesNotContain("[0.763, 0.871]").contains("[0.054, 0.142]");
    assertThat(narrow.lines()).allMatch(line -> line.length() <= 64);
    assertThat(TerminalReport.render(SampleReports.finished())).doesNotContain("Drop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"finished", "running", "compared", "subgroups"})
  void rendersHtmlAsCommitted(String name) throws Exception {
    Report report =
        switch (name) {
          case "finished" -> SampleReports.finished();
          case "running" -> SampleReports.running();
          case "compared" -> SampleReports.compared();
          default -> SampleSubgroups.split();
        };

    Golden.assertSame(name + ".html", HtmlReport.render(report));
  }

  @Test
  void showsEachSubgroupWithItsIntervalOrTheReasonAndTheLargestGapWithItsP() {
    String table = MarkdownReport.render(SampleSubgroups.split());

    assertThat(table)
        .contains("| Cell | sex | Images | Patients | Accuracy | [lower, upper] |")
        .contains("| MobileNetV2, frozen | F | 96 | 58 | 0.938 | [0.884, 0.979] |")
        .contains("| not stated | 4 | 2 | 1.000 | none: fewer than 10 units: 2 |")
        .contains("| MobileNetV2, frozen | sex | F | M | 0.037 | 0.213 |")
        .contains("no gap by site: no test image has a value of site");
    assertThat(HtmlReport.render(SampleSubgroups.split()))
        .contains("<caption>chest_xray: accuracy by sex</caption>")
        .contains("<td>none: fewer than 10 units: 2</td>")
        .contains("<dt>Subgroups of chest_xray</dt>");
    JsonNode json = tree(JsonReport.render(SampleSubgroups.split()));
    assertThat(
            json.at("/sections/0/rows/0/metricsFile/cellDetails/subgroups/0/gap/p").doubleValue())
        .isEqualTo(0.2131);
  }

  @Test
  void showsDifferencesAndTheirLimits() {
    String table = MarkdownReport.render(SampleReports.compared());

    assertThat(table)
        .contains(
            "| ResNet50, frozen - MobileNetV2, frozen | -0.293 | [-0.316, -0.270] "
                + "| below 0.001 | 0.030 | 0.030 | 64 | second better, exploratory |")
        .contains("| MobileNetV2, frozen | 0.918 | 1 to 2 |")
        .contains("the exact test decides (MobileNetV2, fine-tuned - MobileNetV2, frozen)")
        .contains("Interim analysis 2 of this test set (200 images)")
        .contains("vgg16, frozen is left out: it has no result")
        .contains("not a finding");
  }

  @ParameterizedTest
  @EnumSource(names = {"TEX", "JSON", "MD", "COMPARISONS_CSV"})
  void everyFormatSaysWhyCellsWereNotCompared(Format format) {
    assertThat(format.render(SampleReports.notCompared()))
        .contains("resnet50, seed 1, are not in the artifact store");
  }

  @Test
  void pageSaysWhyCellsWereNotComparedAndWhoMustAct() {
    assertThat(HtmlReport.render(SampleReports.notCompared()))
        .contains(
            "<dt>Comparison on chest_xray: failed</dt><dd>The cells with metrics were not compared"
                + " with each other: the test predictions of resnet50, seed 1, are not in the"
                + " artifact store (the operator must act).");
  }

  @Test
  void pageShowsTheSameComparison() {
    String page = HtmlReport.render(SampleReports.compared());

    assertThat(page)
        .contains("<caption>chest_xray: differences in accuracy</caption>")
        .contains("<td>second better, exploratory</td>");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void rendersTheSameBytesWhateverTheLocale(Format format) {
    Locale before = Locale.getDefault();
    String expected = format.render(SampleReports.finished());
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

      assertThat(format.render(SampleReports.finished())).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void markdownEscapesOnlyWhatWouldMeanSomething() {
    String table = MarkdownReport.render(SampleReports.running());

    assertThat(table)
        .contains("phantom & co_1 100% #2 \\~x^y {z} \\n &lt;b>")
        .contains("was asked for \\| [see log]");
  }

  @Test
  void boldsEveryValueThatRoundsToTheBest() {
    String table = MarkdownReport.render(SampleReports.finished());

    // 0.9181 and 0.91849 are both shown as 0.918; 0.902 is below 0.911.
    assertThat(table.lines().filter(line -> line.contains("**0.918**"))).hasSize(2);
    assertThat(table).contains("| 0.902 ").contains("| **0.911** ");
    assertThat(table).contains("Bold is not significance");
  }

  @Test
  void failedAndPendingCellsSayWhyBelowTheTable() {
    String table = LatexReport.render(SampleReports.running());

    assertThat(table.lines().filter(line -> line.startsWith("MobileNetV2 & ")))
        .anyMatch(line -> line.contains("\\textit{failed}"))
        .anyMatch(line -> line.contains("\\textit{pending}"));
    assertThat(table)
        .contains("MobileNetV2, frozen, 100 \\%: failed: training failed (seed 2): 50\\% of the")
        .contains("later, MobileNetV2, fine-tuned, 100 \\%: pending: 1 of 2 seeds trained.");
    assertThat(table).contains("The study is not finished: 1 of 3 cells have results, 1 failed");
  }

  @Test
  void jsonKeepsTheStoredDoubles() {
    JsonNode report = tree(JsonReport.render(SampleReports.finished()));

    JsonNode accuracy = report.at("/sections/0/rows/1/metricsFile/test").get(0);
    assertThat(accuracy.get("name").asText()).isEqualTo("accuracy");
    assertThat(accuracy.get("point").doubleValue()).isEqualTo(0.91849);
    assertThat(report.get("partial").booleanValue()).isFalse();
    assertThat(report.get("studyId").asText()).isEqualTo("0123456789ab");
  }

  private static JsonNode tree(String json) {
    return Json.read(json, JsonNode.class);
  }
}

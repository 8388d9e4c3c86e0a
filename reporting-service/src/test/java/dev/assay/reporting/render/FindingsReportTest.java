// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.reporting.render.csv.ComparisonsCsv;
import dev.assay.reporting.render.csv.CsvTable;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.legacy.LegacyText;
import dev.assay.reporting.render.markdown.MarkdownReport;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.render.terminal.TerminalReport;
import dev.assay.reporting.report.Report;
import dev.assay.terminal.Screen;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that may show several findings, in every format. */
class FindingsReportTest {
  private final Report report = SampleFindings.compared();

  @Test
  void mainTableHasMeansOverFindingsAndNoDecisions() {
    assertThat(MarkdownReport.render(report))
        .contains("## chest: 400 test images (each with any of 3 findings) of 240 patients")
        .contains("| Backbone | Training | Val. mean AUROC | Mean AUROC | Mean average precision |")
        .contains("| share in training |  |  | 0.500 [0.470, 0.530] sd 0.006 |")
        .contains("| MobileNetV2 | fine-tuned | **0.851** sd 0.006 | **0.841** [0.811, 0.871]")
        .doesNotContain("ccuracy |")
        .doesNotContain("majority class");
  }

  @Test
  void tableOfFindingsHasEachWithItsCountsAndSaysWhyOneHasNoValue() {
    assertThat(MarkdownReport.render(report))
        .contains("## chest: each finding")
        .contains(
            "| Effusion | MobileNetV2, frozen | 60 | 340 | 0 | 0.832 | [0.802, 0.862] | 0.300 |")
        .contains("| Mass - large, or \"nodule\" | MobileNetV2, fine-tuned | 20 | 260 | 120 |")
        .contains("| =Hernia & co_1 | MobileNetV2, frozen | 0 | 400 | 0 | n/a |  | n/a |  |");
    assertThat(HtmlReport.render(report)).contains("<caption>chest: each finding</caption>");
    assertThat(LatexReport.render(report))
        .contains("\\caption{chest: each finding}")
        .contains("\\label{tab:assay-0123456789ab-findings-1}")
        .contains("=Hernia \\& co\\_\\allowbreak{}1: present in none of the 400 images");
  }

  @Test
  void differencesNameTheFindingAndThoseOfMeansAreExploratory() {
    assertThat(MarkdownReport.render(report))
        .contains("## chest: differences in AUROC\n")
        .contains(
            "| Effusion | MobileNetV2, fine-tuned - MobileNetV2, frozen | 0.029 | [0.006, 0.052] |"
                + " 0.004 | first better |")
        .contains(
            "| Mass - large, or \"nodule\" | MobileNetV2, fine-tuned - MobileNetV2, frozen |"
                + " -0.012 |")
        .contains("## chest: differences in the mean AUROC over findings")
        .contains("first better, exploratory |")
        .doesNotContain("Discordant")
        .doesNotContain("Ranks left open");
    assertThat(TerminalReport.render(report, Screen.plain(120)))
        .contains("Differences in AUROC of each finding: 1 of 2 decided")
        .contains("Effusion: MobileNetV2, fine-tuned is better than MobileNetV2, frozen, +0.029")
        .contains("chest: each finding");
  }

  @Test
  void notesSayWhatIsTrainedWhatTheMeansAreOverAndHowIntervalsAreMade() {
    String notes =
        String.join("\n", SupplementaryTable.allNotes(report).stream().map(Note::text).toList());
    assertThat(notes)
        .contains("Means are over 2 findings, each with the same weight: Effusion, Mass - large")
        .contains("Left out: =Hernia & co_1 (present in none of the 400 images")
        .contains("AUROC of each finding, of each cell minus the reference cell, a family of 2")
        .contains("Effusion in 120, Mass - large, or \"nodule\" in 40 of 700 known")
        .contains("validation AUROC is optimistic")
        .doesNotContain("majority class")
        .doesNotContain("confusion matrix");
  }

  @Test
  void csvHasARowForEachFindingAndTheMeansHaveNone() {
    List<String> lines = CsvTable.render(report).lines().toList();
    assertThat(lines.getFirst()).endsWith(",evaluation_key,finding");
    assertThat(lines.stream().filter(line -> line.contains(",test,auroc,"))).hasSize(3 * 4);
    assertThat(lines.stream().filter(line -> line.contains(",test,auroc,0.8123,")))
        .singleElement()
        .asString()
        .endsWith(",");
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains(",test,auroc,0.7923,")
                    && line.contains(",280,240,patient,")
                    && line.endsWith(",\"Mass - large, or \"\"nodule\"\"\""));
    // A spreadsheet must not compute it.
    assertThat(lines).anyMatch(line -> line.endsWith(",'=Hernia & co_1"));
    List<String> comparisons = ComparisonsCsv.render(report).lines().toList();
    assertThat(comparisons).hasSize(1 + 3);
    assertThat(comparisons.get(1)).contains(",auroc,true,true,").endsWith(",Effusion");
    assertThat(comparisons.get(3)).contains(",auroc,false,false,").endsWith(",");
  }

  @Test
  void jsonKeepsTheStoredNumbersOfEachFinding() {
    JsonNode json = Json.read(JsonReport.render(report), JsonNode.class);
    JsonNode section = json.path("sections").path(0);
    assertThat(section.at("/rows/0/metricsFile/findings/1/test/0/point").doubleValue())
        .isEqualTo(0.7923);
    assertThat(section.at("/split/test/known/1").intValue()).isEqualTo(280);
    assertThat(section.at("/comparison/metrics/0/contrasts/0/finding").asText())
        .isEqualTo("Effusion");
  }

  @Test
  void formatOfTheOriginalStudyHasNoPlaceForFindings() {
    assertThat(LegacyText.render(report)).doesNotContain("0.8123");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, 200})
  void terminalHasRoomForTheFindings(int columns) {
    String text = TerminalReport.render(report, Screen.plain(columns));
    assertThat(text).contains("Effusion").contains("0.832");
    assertThat(Arrays.stream(text.split("\n", -1)).mapToInt(String::length).max().orElseThrow())
        .isLessThanOrEqualTo(columns);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatIsTheSameTwice(Format format) {
    assertThat(format.render(report)).isEqualTo(format.render(SampleFindings.compared()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.render.Golden;
import dev.assay.reporting.render.SampleAcross;
import dev.assay.reporting.render.SampleFindings;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.render.note.Cautions;
import dev.assay.reporting.report.Report;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextWidth;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalReportTest {
  private static List<Report> reports() {
    return Stream.of(
            SampleReports.finished(),
            SampleReports.compared(),
            SampleReports.notCompared(),
            SampleReports.running(),
            SampleReports.large(),
            SampleAcross.report(null),
            SampleFindings.compared())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, 200})
  void noLineIsWiderThanTheTerminal(int columns) {
    for (Report report : reports()) {
      assertThat(TerminalReport.render(report, new Screen(columns, true, false)).lines())
          .allSatisfy(line -> assertThat(TextWidth.of(line)).as(line).isLessThanOrEqualTo(columns));
    }
  }

  @Test
  void unknownWidthIsTheUsualOne() {
    for (Report report : reports()) {
      assertThat(TerminalReport.render(report, new Screen(0, false, false)))
          .isEqualTo(TerminalReport.render(report, Screen.plain(80)))
          .isEqualTo(TerminalReport.render(report));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, 200})
  void comparedStudyLooksAsCommitted(int columns) throws Exception {
    Golden.assertSame(
        "compared-" + columns + ".txt",
        TerminalReport.render(SampleReports.compared(), new Screen(columns, true, false)));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, 200})
  void primaryMetricIsShownWhateverTheWidth(int columns) {
    assertThat(TerminalReport.render(SampleReports.compared(), Screen.plain(columns)))
        .contains("Accuracy", "0.918", "[0.898, 0.938]", "MobileNetV2", "fine-tuned")
        .doesNotContain("mobilenet_v2", "resnet50");
  }

  @Test
  void comparedStudyFitsAScreenOf24Rows() {
    assertThat(TerminalReport.render(SampleReports.compared(), Screen.plain(80)).lines())
        .hasSizeLessThanOrEqualTo(22);
  }

  @Test
  void saysWhatTheWidthLeavesOut() {
    String narrow = TerminalReport.render(SampleReports.compared(), Screen.plain(40));
    String wide = TerminalReport.render(SampleReports.compared(), Screen.plain(200));

    assertThat(narrow.replaceAll("\\s+", " "))
        .contains("no room for: Balanced acc., AUROC, F1 (weighted), Val. accuracy.");
    assertThat(wide).doesNotContain("no room").contains("sd 0.006");
  }

  @Test
  void findingsAreWords() {
    assertThat(TerminalReport.render(SampleReports.compared(), Screen.plain(200)))
        .contains("Differences in accuracy: 1 of 2 decided; undecided does not mean equal.")
        .contains(
            "MobileNetV2, frozen is better than ResNet50, frozen, +0.293 [0.270, 0.316]"
                + " (exploratory)")
        .contains(
            "MobileNetV2, fine-tuned against MobileNetV2, frozen: undecided, 0.000"
                + " [-0.023, 0.023]");
  }

  @Test
  void rowWithoutNumbersSaysWhyOverTheWholeWidth() {
    assertThat(TerminalReport.render(SampleReports.running(), Screen.plain(80)))
        .contains("failed: training failed (seed 2): 50% of the memory_limit was asked for");
  }

  @Test
  void cautionsAreFewAndTheGravestComesFirst() {
    List<String> cautions = Cautions.of(SampleReports.running());

    assertThat(cautions).hasSizeLessThanOrEqualTo(Cautions.MOST);
    assertThat(cautions.getFirst()).isEqualTo("Not finished: 1 of 3 rows have results.");
    assertThat(cautions.get(1)).contains("drawn by a program");
  }

  @Test
  void plainTextHasNoBoxesAndNoControlCharacters() {
    for (Report report : reports()) {
      assertThat(TerminalReport.render(report, Screen.plain(80))).matches("[\\x20-\\x7e\\n]*");
      assertThat(TerminalReport.render(report, new Screen(80, true, true)))
          .contains("─", "\u001b[1m");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatexReportTest {
  private static String render(String options) {
    return LatexReport.render(SampleReports.compared(), LatexOptions.parse(options));
  }

  @Test
  void minusIsAMinusAndASmallPHasABound() {
    assertThat(render(""))
        .contains("{$-$0.293} & {{[}$-$0.316, $-$0.270{]}} & {$<$\\,0.001}")
        .contains("ResNet50, frozen $-$ MobileNetV2, frozen")
        .contains("\\shortstack{Difference\\\\ in\\\\ accuracy}");
  }

  @Test
  void marksRowsThatDifferFromTheReferenceOfTheFamily() {
    assertThat(render(""))
        .contains(
            "ResNet50 & frozen & 0.745\\,$\\pm$\\,{\\assaysmall 0.000}"
                + " & 0.625\\textsuperscript{\\textdagger}")
        .contains(
            "differs from MobileNetV2, frozen at the 0.05 level, adjusted for the family of 2"
                + " (exploratory).");
  }

  @Test
  void intervalAndSpreadStandWhereTheyAreAskedFor() {
    assertThat(render("")).contains("\\textbf{0.918}\\,$\\pm$\\,{\\assaysmall 0.006}");
    assertThat(render("interval=beside,spread=none"))
        .contains("& \\textbf{0.918} {{[}0.898, 0.938{]}} &")
        .doesNotContain("pm$\\,{");
    assertThat(render("spread=column"))
        .contains("Accuracy & sd & Balanced acc. & sd")
        .contains("& \\textbf{0.918} & 0.006 &");
  }

  @Test
  void oneColumnHasTwoMetricsATableAndAllOfThemTogether() {
    String tex = render("width=one-column");

    assertThat(tex)
        .contains("\\begin{table}[htbp]", "\\documentclass[twocolumn]{article}")
        .contains("Backbone & Training & Accuracy & Balanced acc. \\\\")
        .contains("Backbone & Training & F1 (weighted) & AUROC \\\\")
        .contains("Backbone & Training & Val. accuracy \\\\")
        .contains("Not shown: Not inferior p, Equivalent p, Discordant.");
  }

  @Test
  void dataSetsAreGroupsOfColumns() {
    Report large = SampleReports.large();

    assertThat(LatexReport.render(large, LatexOptions.parse("datasets=groups")))
        .contains("& \\multicolumn{1}{c}{chest\\_xray} & \\multicolumn{1}{c}{fundus}")
        .contains("\\cmidrule(lr){3-3}\\cmidrule(lr){4-4}")
        .contains("Backbone & Training & Accuracy & Accuracy & Accuracy & Accuracy");
  }

  @Test
  void columnsOfSiunitxHoldNumbersAndBracedText() {
    assertThat(render("numbers=siunitx,spread=column"))
        .contains("\\usepackage{booktabs,graphicx,siunitx}")
        .contains("S[table-format=1.3]S[table-format=1.3]")
        .contains("{Accuracy} & {sd}")
        .contains("& {\\textbf{0.918}} & 0.006 & 0.902 & 0.006");
  }

  @Test
  void notesAreShortBelowTheTableAndInFullInAParagraph() {
    String tex = render("");
    int end = tex.indexOf("\\end{table*}");

    assertThat(tex.substring(0, end)).doesNotContain("multinomial resamples");
    assertThat(tex.substring(tex.indexOf("\\paragraph{Methods and data.}")))
        .contains("multinomial resamples of whole patients")
        .contains("Declared by the study before there were results");
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour=red", "width=wide", "interval", "width=one-column,spread=x"})
  void refusesWhatItDoesNotKnow(String options) {
    assertThatThrownBy(() -> LatexOptions.parse(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + options.replaceAll(".*,", "") + "'");
  }

  @ParameterizedTest
  @CsvSource({"-0.5, $-$0.5", "A-1, A-1", "0.1 -0.2, 0.1 $-$0.2", "below 0.001, '$<$\\,0.001'"})
  void onlyNumbersGetAMinus(String plain, String latex) {
    assertThat(LatexNumbers.of(plain)).isEqualTo(latex);
  }
}

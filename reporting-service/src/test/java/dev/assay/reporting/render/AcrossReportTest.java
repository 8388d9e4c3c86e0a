// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.reporting.render.csv.ComparisonsCsv;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.markdown.MarkdownReport;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import dev.assay.reporting.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Differences over several data sets in every format. */
class AcrossReportTest {
  @Test
  void tablesShowDifferenceOnEachDataSetAndMean() {
    assertThat(MarkdownReport.render(SampleAcross.report(null)))
        .contains("## Across data sets: differences in accuracy")
        .contains(
            "| large - small | 2 | 0.013 | 0.039 | 0.321 | 1 | 1 | chest 0.040; skin -0.015 |")
        .contains("Exploratory and descriptive")
        .contains("10 data sets or more are needed; eye does not count: its comparison failed.");
    assertThat(LatexReport.render(SampleAcross.report(null)))
        .contains("\\caption{Across data sets: differences in accuracy}")
        .contains("\\label{tab:assay-0123456789ab-across-1}")
        .contains("chest 0.040; skin $-$0.015");
    assertThat(HtmlReport.render(SampleAcross.report(null)))
        .contains("<caption>Across data sets: differences in accuracy</caption>")
        .contains("<td>chest 0.040; skin -0.015</td>");
  }

  @Test
  void csvAndJsonKeepTheStoredDoubles() {
    String row =
        ComparisonsCsv.render(SampleAcross.report(null))
            .lines()
            .filter(line -> line.contains("large - small"))
            .findFirst()
            .orElseThrow();
    assertThat(row)
        .startsWith("0123456789ab,chest-xray,,,accuracy,true,false,large - small,,,0.0125,")
        .endsWith(",chest;skin,0.04;-0.015,0.0389,0.3213,1,1,");
    JsonNode json = Json.read(JsonReport.render(SampleAcross.report(null)), JsonNode.class);
    assertThat(json.at("/acrossDatasets/effects/0/mean").doubleValue()).isEqualTo(0.0125);
    assertThat(json.at("/acrossDatasets/effects/0/differences/1/dataset").asText())
        .isEqualTo("skin");
  }

  @Test
  void ranksHaveTheirOwnTableWithTheTest() {
    Report report =
        SampleAcross.report(
            new Ranking(
                List.of(new MeanRank("small", 1.8), new MeanRank("large", 1.2)),
                3.6,
                0.0578,
                0.62,
                0.05));

    assertThat(MarkdownReport.render(report))
        .contains("## Across data sets: mean ranks by accuracy")
        .contains("| large | 1.200 |")
        .contains("chi-squared 3.600, p 0.058")
        .contains("Nemenyi's critical difference at 0.05 is 0.620");
  }
}

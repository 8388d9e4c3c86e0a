// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.FindingsDocument.Comparison;
import dev.assay.cli.evaluate.FindingsDocument.Finding;
import dev.assay.cli.evaluate.FindingsDocument.MetricDifferences;
import dev.assay.cli.evaluate.FindingsDocument.Model;
import dev.assay.cli.evaluate.FindingsDocument.Row;
import dev.assay.contracts.CsvLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every number of an evaluation of several findings per image, as two CSV tables (RFC 4180). */
public final class FindingsCsv {
  private FindingsCsv() {}

  /** One row for each model, metric and finding, and for each mean over findings. */
  public static List<String> values(FindingsDocument document) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "scope,finding,model,metric,known,present,value,seed_sd,lower,upper,confidence,method,reason");
    for (Model model : document.models()) {
      for (int f = 0; f < document.findings().size(); f++) {
        Finding finding = document.findings().get(f);
        model
            .findings()
            .get(f)
            .metrics()
            .forEach(
                value ->
                    lines.add(
                        line(
                            Stream.concat(
                                Stream.of(
                                    "finding",
                                    finding.finding(),
                                    model.name(),
                                    value.metric(),
                                    Integer.toString(finding.known()),
                                    Integer.toString(finding.present())),
                                numbers(value, document.confidence())))));
      }
      model
          .mean()
          .forEach(
              value ->
                  lines.add(
                      line(
                          Stream.concat(
                              Stream.of(
                                  "mean",
                                  document.meanOver(),
                                  model.name(),
                                  value.metric(),
                                  "",
                                  ""),
                              numbers(value, document.confidence())))));
    }
    return lines;
  }

  private static Stream<String> numbers(MetricValue value, double confidence) {
    return Stream.of(
        CurveTables.orEmpty(value.point()),
        CurveTables.orEmpty(value.seedSd()),
        CurveTables.orEmpty(value.lower()),
        CurveTables.orEmpty(value.upper()),
        Double.toString(confidence),
        orEmpty(value.method()),
        orEmpty(value.reason()));
  }

  /** One row for each difference of each metric; the header alone with one model. */
  public static List<String> differences(FindingsDocument document) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "scope,metric,primary,finding,contrast,confirmatory,difference,lower,upper,simultaneous_lower,"
            + "simultaneous_upper,test,p,adjusted_p,adjusted_by,verdict");
    Comparison comparison = document.comparison();
    if (comparison == null) {
      return lines;
    }
    for (MetricDifferences metric : comparison.metrics()) {
      metric.rows().forEach(row -> lines.add(line("finding", metric, row, comparison)));
      metric
          .rowsOfMeans(document.meanOver())
          .forEach(row -> lines.add(line("mean", metric, row, comparison)));
    }
    return lines;
  }

  private static String line(
      String scope, MetricDifferences metric, Row row, Comparison comparison) {
    ContrastRow of = row.contrast();
    return line(
        Stream.of(
            scope,
            metric.metric(),
            Boolean.toString(metric.primary()),
            row.finding(),
            of.contrast(),
            Boolean.toString(of.confirmatory()),
            Double.toString(of.difference()),
            CurveTables.orEmpty(of.lower()),
            CurveTables.orEmpty(of.upper()),
            CurveTables.orEmpty(of.simultaneousLower()),
            CurveTables.orEmpty(of.simultaneousUpper()),
            of.test(),
            CurveTables.orEmpty(of.p()),
            CurveTables.orEmpty(of.adjustedP()),
            comparison.adjustedBy(),
            of.verdict()));
  }

  private static String line(Stream<String> values) {
    return CsvLine.joined(values.toList());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

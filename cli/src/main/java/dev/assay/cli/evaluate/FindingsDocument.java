// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation of several findings per image: the document of {@code --json} and the
 * source of the tables.
 *
 * @param images number of images of the test set
 * @param groups number of groups of the test set
 * @param groupColumn the column that has the groups; null if every image is its own group
 * @param resamples number of resamples
 * @param confidence confidence of every interval, in (0, 1)
 * @param unit what was resampled: groups or images
 * @param seed seed of the resampling
 * @param shown keys of the metrics of the tables, the primary one first
 * @param findings what is known of each, in their order
 * @param models the models in the order of the arguments
 * @param comparison null with one model
 * @param notes remarks for readers of the table
 */
public record FindingsDocument(
    int images,
    int groups,
    @Nullable String groupColumn,
    int resamples,
    double confidence,
    String unit,
    long seed,
    List<String> shown,
    List<Finding> findings,
    List<Model> models,
    @Nullable Comparison comparison,
    List<String> notes) {

  /**
   * What is known of one finding.
   *
   * @param known images for which it is known
   * @param present images in which it is present
   * @param prevalence present / known; null if it is known for no image
   * @param leftOut why it has no value and is not in the mean over findings; null if it is in it
   */
  public record Finding(
      String finding,
      int known,
      int present,
      @Nullable Double prevalence,
      @Nullable String leftOut) {}

  /**
   * @param files one file for each of its seeds
   * @param findings in the order of the document
   * @param mean over the findings that are not left out, by metric
   */
  public record Model(
      String name, List<String> files, List<ModelFinding> findings, List<MetricValue> mean) {
    MetricValue mean(String metric) {
      return valueOf(mean, metric);
    }
  }

  /** The metrics of a model in one finding. */
  public record ModelFinding(String finding, List<MetricValue> metrics) {
    MetricValue of(String metric) {
      return valueOf(metrics, metric);
    }
  }

  private static MetricValue valueOf(List<MetricValue> values, String metric) {
    return values.stream().filter(v -> v.metric().equals(metric)).findFirst().orElseThrow();
  }

  /**
   * @param family how the contrasts were declared
   * @param adjustedBy the source of adjusted p-values
   * @param alpha level of the tests, over all findings and contrasts of a metric
   * @param margin null if none was declared
   * @param interimAnalysis number of this analysis of the test set, 1 for the first
   * @param metrics the primary one first
   * @param notes remarks on the whole comparison
   */
  public record Comparison(
      String family,
      String adjustedBy,
      double alpha,
      @Nullable Double margin,
      @JsonProperty("look") int interimAnalysis,
      List<MetricDifferences> metrics,
      List<String> notes) {}

  /**
   * The differences in one metric. If there are none, the notes say why.
   *
   * @param findings one family
   * @param means differences of the means over findings, a family of their own and exploratory
   */
  public record MetricDifferences(
      String metric,
      boolean primary,
      List<FindingDifferences> findings,
      List<ContrastRow> means,
      List<String> notes) {
    /** Of all findings, in their order. */
    List<Row> rows() {
      return findings.stream()
          .flatMap(of -> of.contrasts().stream().map(row -> new Row(of.finding(), row)))
          .toList();
    }

    /** Of the means over findings, under this name. */
    List<Row> rowsOfMeans(String name) {
      return means.stream().map(row -> new Row(name, row)).toList();
    }
  }

  /** The differences in one finding. */
  public record FindingDifferences(String finding, List<ContrastRow> contrasts) {}

  /** A row of a table of differences. */
  record Row(String finding, ContrastRow contrast) {}

  /** {@code Mean over 12 of 14 findings}. */
  String mean() {
    return "Mean over " + meanOver();
  }

  /** {@code 12 of 14 findings}. */
  String meanOver() {
    long in = findings.stream().filter(finding -> finding.leftOut() == null).count();
    return in == findings.size()
        ? "%d finding%s".formatted(in, in == 1 ? "" : "s")
        : "%d of %d findings".formatted(in, findings.size());
  }

  /** A sentence about each reason, with the findings that are left out for it. */
  List<String> leftOut() {
    return findings.stream()
        .filter(finding -> finding.leftOut() != null)
        .map(
            finding ->
                "%s has no value and is not in the mean over findings: %s"
                    .formatted(finding.finding(), Objects.requireNonNull(finding.leftOut())))
        .toList();
  }

  /** {@code 240 images of 80 groups (patient_id)}. */
  String about() {
    return "%d images%s, %s with %s intervals"
        .formatted(
            images,
            groupColumn == null ? "" : " of %d groups (%s)".formatted(groups, groupColumn),
            findings.size() + (findings.size() == 1 ? " finding" : " findings"),
            Figure.percent(confidence) + " %");
  }
}

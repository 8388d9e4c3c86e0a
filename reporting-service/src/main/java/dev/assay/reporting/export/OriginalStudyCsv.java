// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.render.text.Figures;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The predictions of a run as the original study's code wrote them: {@code
 * image_name,prediction,true_label} with CRLF, names as printed Python tuples, classes as numbers,
 * and at the end {@code Overall,,,accuracy,precision,recall,f1}, weighted by class. The name of an
 * image is its id: the store knows no file names.
 */
final class OriginalStudyCsv {
  private static final List<String> OVERALL =
      List.of("accuracy", "precision_weighted", "recall_weighted", "f1_weighted");

  private OriginalStudyCsv() {}

  static void write(Predictions predictions, OutputStream out) throws IOException {
    BufferedWriter text =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    text.write("image_name,prediction,true_label\r\n");
    for (Predictions.Row row : predictions.rows()) {
      text.write("\"('" + row.image() + "',)\"," + row.predicted() + "," + row.label() + "\r\n");
    }
    text.write("Overall,,," + overall(predictions) + "\r\n");
    text.flush();
  }

  private static String overall(Predictions predictions) {
    List<Predictions.Row> rows = predictions.rows();
    List<String> units = new ArrayList<>();
    rows.forEach(row -> units.add(row.image()));
    LabelledSet set =
        new LabelledSet(
            predictions.classes(),
            null,
            rows.stream().mapToInt(Predictions.Row::label).toArray(),
            units);
    Scores scores =
        Scores.ofProbabilities(
            rows.stream().map(Predictions.Row::probabilities).toArray(double[][]::new));
    return OVERALL.stream()
        .map(key -> Figures.exact(Metric.ofKey(key).of(set, scores).number().orElseThrow()))
        .collect(Collectors.joining(","));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static com.jerolba.carpet.model.FieldTypes.DOUBLE;
import static com.jerolba.carpet.model.FieldTypes.STRING;

import com.jerolba.carpet.model.FieldTypes;
import com.jerolba.carpet.model.WriteRecordModelType;
import dev.assay.contracts.CsvLine;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The predictions of one run for one part of its split, with what is known of each image: columns
 * {@code image_id,group,part,true_label,predicted_label}, one {@code prob_<class>} per class, one
 * {@code cal_<class>} per class where probabilities were calibrated, and one column per attribute.
 * The same columns in CSV, which {@code assay evaluate} reads, and in Parquet.
 */
final class PredictionTable {
  private static final List<String> FIXED =
      List.of("image_id", "group", "part", "true_label", "predicted_label");
  private static final String PROBABILITY = "prob_";
  private static final String CALIBRATED = "cal_";

  private final Predictions predictions;
  private final List<Column> columns = new ArrayList<>();

  /** A row and the attributes of its image. */
  private record Line(Predictions.Row row, Map<String, String> attributes) {}

  /**
   * @param number a double; otherwise a text, which may be null
   */
  private record Column(String name, boolean number, Function<Line, Object> value) {}

  private final List<Line> lines;

  /**
   * @throws IllegalArgumentException if the predictions are about an image that the split does not
   *     have
   */
  PredictionTable(Predictions predictions, SplitManifest split, Part part) {
    this.predictions = predictions;
    Map<String, Map<String, String>> attributes = new HashMap<>();
    split.entries().forEach(entry -> attributes.put(entry.image(), entry.attributes()));
    this.lines =
        sorted(predictions.rows(), split, part).stream()
            .map(
                row -> {
                  Map<String, String> of = attributes.get(row.image());
                  if (of == null) {
                    throw new IllegalArgumentException(
                        "predictions of an image that is not in the split: " + row.image());
                  }
                  return new Line(row, of);
                })
            .toList();
    fixed(part);
    probabilities(PROBABILITY, Predictions.Row::probabilities);
    if (predictions.areCalibrated()) {
      probabilities(CALIBRATED, Predictions.Row::calibrated);
    }
    attributes.values().stream()
        .flatMap(of -> of.keySet().stream())
        .collect(java.util.stream.Collectors.toCollection(TreeSet::new))
        .forEach(name -> text(free(name), line -> line.attributes().get(name)));
  }

  /**
   * Test rows are in the order of the split, which is the order of contents and the one in which
   * groups are resampled. The order of a validation part follows from names and is not published.
   */
  private static List<Predictions.Row> sorted(
      List<Predictions.Row> rows, SplitManifest split, Part part) {
    if (part != Part.TEST) {
      return rows.stream().sorted(Comparator.comparing(Predictions.Row::image)).toList();
    }
    Map<String, Integer> places = new HashMap<>();
    split.part(part).forEach(entry -> places.put(entry.image(), places.size()));
    return rows.stream()
        .sorted(Comparator.comparing(row -> places.getOrDefault(row.image(), places.size())))
        .toList();
  }

  private void fixed(Part part) {
    List<String> classes = predictions.classes();
    text("image_id", line -> line.row().image());
    text("group", line -> line.row().group());
    text("part", line -> part.label());
    text("true_label", line -> classes.get(line.row().label()));
    text("predicted_label", line -> classes.get(line.row().predicted()));
  }

  private void probabilities(String prefix, Function<Predictions.Row, double[]> of) {
    for (int k = 0; k < predictions.classes().size(); k++) {
      int index = k;
      columns.add(
          new Column(
              prefix + predictions.classes().get(k), true, line -> of.apply(line.row())[index]));
    }
  }

  private void text(String name, Function<Line, Object> value) {
    columns.add(new Column(name, false, value));
  }

  /** An attribute may have the name of another column. */
  private String free(String name) {
    boolean taken =
        FIXED.contains(name) || name.startsWith(PROBABILITY) || name.startsWith(CALIBRATED);
    return taken ? "attribute_" + name : name;
  }

  /** RFC 4180 with line feeds; an attribute that an image does not have is empty. */
  void csv(OutputStream out) throws IOException {
    BufferedWriter text =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    text.write(CsvLine.of(columns.stream().map(Column::name).toList()));
    for (Line line : lines) {
      text.write(
          CsvLine.of(
              columns.stream()
                  .map(column -> column.value().apply(line))
                  .map(value -> value == null ? "" : value.toString())
                  .toList()));
    }
    text.flush();
  }

  /**
   * Without compression: native codecs differ between platforms, and an archive packs it anyway.
   */
  void parquet(OutputStream out) throws IOException {
    WriteRecordModelType<Line> model = FieldTypes.writeRecordModel(Line.class);
    for (Column column : columns) {
      model =
          column.number()
              ? model.withField(column.name(), DOUBLE.notNull(), line -> column.value().apply(line))
              : model.withField(column.name(), STRING, line -> column.value().apply(line));
    }
    ParquetTable.write(out, Line.class, model, lines);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import static com.jerolba.carpet.model.FieldTypes.DOUBLE;
import static com.jerolba.carpet.model.FieldTypes.INTEGER;
import static com.jerolba.carpet.model.FieldTypes.STRING;

import com.jerolba.carpet.model.FieldTypes;
import com.jerolba.carpet.model.WriteRecordModelType;
import dev.assay.contracts.CsvLine;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingPredictions;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of one run for one part of its split, with what is known of each image: columns
 * {@code image_id,group,part,true_label,predicted_label}, one {@code prob_<class>} per class, one
 * {@code cal_<class>} per class where probabilities were calibrated, and one column per attribute.
 * Where images may show several findings, there is no one label: after {@code image_id,group,part}
 * come one {@code true_<finding>} per finding, which is 1 (present), 0 (absent) or empty (not
 * known), and one {@code prob_<finding>} per finding, as in {@link FindingPredictions}. The same
 * columns in CSV, which {@code assay evaluate} reads, and in Parquet.
 *
 * @param <R> a row of the predictions
 */
final class PredictionTable<R> {
  private static final List<String> FIXED =
      List.of("image_id", "group", "part", "true_label", "predicted_label");

  /** With a column of this name, too, {@code assay evaluate} would look for classes. */
  private static final List<String> FIXED_OF_FINDINGS =
      List.of("image_id", "group", "part", "label");

  private static final String PROBABILITY = "prob_";
  private static final String CALIBRATED = "cal_";

  private final List<Column<R>> columns = new ArrayList<>();
  private final List<Line<R>> lines;
  private final TreeSet<String> attributes;

  /** A row and the attributes of its image. */
  private record Line<R>(R row, Map<String, String> attributes) {}

  private enum Kind {
    TEXT,
    WHOLE,
    NUMBER
  }

  /**
   * @param value null where the image has none; never of a {@link Kind#NUMBER}
   */
  private record Column<R>(String name, Kind kind, Function<Line<R>, @Nullable Object> value) {}

  private PredictionTable(List<R> rows, Function<R, String> image, SplitManifest split, Part part) {
    Map<String, Map<String, String>> known = new HashMap<>();
    split.entries().forEach(entry -> known.put(entry.image(), entry.attributes()));
    this.lines =
        sorted(rows, image, split, part).stream()
            .map(
                row -> {
                  Map<String, String> of = known.get(image.apply(row));
                  if (of == null) {
                    throw new IllegalArgumentException(
                        "predictions of an image that is not in the split: " + image.apply(row));
                  }
                  return new Line<>(row, of);
                })
            .toList();
    this.attributes =
        known.values().stream()
            .flatMap(of -> of.keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Of images that have one class.
   *
   * @throws IllegalArgumentException if the predictions are about an image that the split does not
   *     have
   */
  static PredictionTable<Predictions.Row> of(
      Predictions predictions, SplitManifest split, Part part) {
    PredictionTable<Predictions.Row> table =
        new PredictionTable<>(predictions.rows(), Predictions.Row::image, split, part);
    List<String> classes = predictions.classes();
    table.text("image_id", Predictions.Row::image);
    table.text("group", Predictions.Row::group);
    table.text("part", row -> part.label());
    table.text("true_label", row -> classes.get(row.label()));
    table.text("predicted_label", row -> classes.get(row.predicted()));
    table.numbers(PROBABILITY, classes, Predictions.Row::probabilities);
    if (predictions.areCalibrated()) {
      table.numbers(CALIBRATED, classes, Predictions.Row::calibrated);
    }
    table.attributes(
        name ->
            FIXED.contains(name) || name.startsWith(PROBABILITY) || name.startsWith(CALIBRATED));
    return table;
  }

  /**
   * Of images that may show several findings.
   *
   * @throws IllegalArgumentException as of the other one
   */
  static PredictionTable<FindingPredictions.Row> ofFindings(
      FindingPredictions predictions, SplitManifest split, Part part) {
    PredictionTable<FindingPredictions.Row> table =
        new PredictionTable<>(predictions.rows(), FindingPredictions.Row::image, split, part);
    List<String> findings = predictions.findings();
    table.text("image_id", FindingPredictions.Row::image);
    table.text("group", FindingPredictions.Row::group);
    table.text("part", row -> part.label());
    for (int f = 0; f < findings.size(); f++) {
      int index = f;
      table.columns.add(
          new Column<>(
              FindingTruths.column(findings.get(f)),
              Kind.WHOLE,
              line -> FindingTruths.number(line.row().truth(), index)));
    }
    table.numbers(PROBABILITY, findings, FindingPredictions.Row::probabilities);
    table.attributes(
        name ->
            FIXED_OF_FINDINGS.contains(name)
                || name.startsWith(FindingTruths.PREFIX)
                || name.startsWith(PROBABILITY)
                || name.startsWith(CALIBRATED));
    return table;
  }

  /**
   * Test rows are in the order of the split, which is the order of contents and the one in which
   * groups are resampled. The order of a validation part follows from names and is not published.
   */
  private static <R> List<R> sorted(
      List<R> rows, Function<R, String> image, SplitManifest split, Part part) {
    if (part != Part.TEST) {
      return rows.stream().sorted(Comparator.comparing(image)).toList();
    }
    Map<String, Integer> places = new HashMap<>();
    split.part(part).forEach(entry -> places.put(entry.image(), places.size()));
    return rows.stream()
        .sorted(Comparator.comparing(row -> places.getOrDefault(image.apply(row), places.size())))
        .toList();
  }

  private void text(String name, Function<R, Object> value) {
    columns.add(new Column<>(name, Kind.TEXT, line -> value.apply(line.row())));
  }

  private void numbers(String prefix, List<String> names, Function<R, double[]> of) {
    for (int k = 0; k < names.size(); k++) {
      int index = k;
      columns.add(
          new Column<>(prefix + names.get(k), Kind.NUMBER, line -> of.apply(line.row())[index]));
    }
  }

  /**
   * @param taken whether an attribute has a name that means something else
   */
  private void attributes(Predicate<String> taken) {
    for (String name : attributes) {
      columns.add(
          new Column<>(
              taken.test(name) ? "attribute_" + name : name,
              Kind.TEXT,
              line -> line.attributes().get(name)));
    }
  }

  /** RFC 4180 with line feeds; an attribute that an image does not have is empty. */
  void csv(OutputStream out) throws IOException {
    BufferedWriter text =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    text.write(CsvLine.of(columns.stream().map(Column::name).toList()));
    for (Line<R> line : lines) {
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
  @SuppressWarnings({"unchecked", "rawtypes"}) // a class has no type argument
  void parquet(OutputStream out) throws IOException {
    Class<Line<R>> type = (Class) Line.class;
    WriteRecordModelType<Line<R>> model = FieldTypes.writeRecordModel(type);
    for (Column<R> column : columns) {
      Function<Line<R>, @Nullable Object> value = column.value();
      model =
          switch (column.kind()) {
            case TEXT -> model.withField(column.name(), STRING, value::apply);
            case WHOLE -> model.withField(column.name(), INTEGER, value::apply);
            case NUMBER -> model.withField(column.name(), DOUBLE.notNull(), value::apply);
          };
    }
    ParquetTable.write(out, type, model, lines);
  }
}

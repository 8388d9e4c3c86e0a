package dev.assay.cli.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one CSV file says.
 *
 * @param classes in the order of the probability columns; empty without probabilities
 * @param calibrated whether there are calibrated probabilities beside them
 * @param groupColumn name of the column of groups; null if there is none
 * @param attributes names of the columns that are none of Assay's
 * @param rows at least one
 * @param overall what the last row of an original study's file claims; null in other files
 */
record PredictionFile(
    Path file,
    List<String> classes,
    boolean calibrated,
    @Nullable String groupColumn,
    List<String> attributes,
    List<Row> rows,
    @Nullable Overall overall) {
  PredictionFile {
    classes = List.copyOf(classes);
    attributes = List.copyOf(attributes);
    rows = List.copyOf(rows);
  }

  boolean hasProbabilities() {
    return !classes.isEmpty();
  }

  /**
   * One image.
   *
   * @param number of the row as a spreadsheet counts, the header being 1
   * @param image name; unique in the file
   * @param group null without a column of groups
   * @param truth name of the true class
   * @param predicted name of the class decided for; null if the probabilities decide
   * @param probabilities in the order of the classes; empty without probabilities
   * @param calibrated likewise; empty without calibrated probabilities
   * @param attributes values of the other columns that are not empty
   */
  record Row(
      int number,
      String image,
      @Nullable String group,
      String truth,
      @Nullable String predicted,
      List<Double> probabilities,
      List<Double> calibrated,
      Map<String, String> attributes) {
    Row {
      probabilities = List.copyOf(probabilities);
      calibrated = List.copyOf(calibrated);
      attributes = Map.copyOf(attributes);
    }
  }

  /** Weighted means, as the original study's code left them in the last row. */
  record Overall(double accuracy, double precision, double recall, double f1) {}
}

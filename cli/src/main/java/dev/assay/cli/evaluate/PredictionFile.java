// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of one CSV file.
 *
 * @param classes the classes in the order of the probability columns; empty without probabilities
 * @param calibrated whether there are calibrated probabilities, too
 * @param groupColumn name of the column of groups; null if there is none
 * @param attributes names of the columns that have no meaning for Assay
 * @param rows the rows, at least one
 * @param overall the last row of a file of the original study; null in other files
 * @param notes what was taken as it was meant, such as probabilities of three decimals
 */
record PredictionFile(
    Path file,
    List<String> classes,
    boolean calibrated,
    @Nullable String groupColumn,
    List<String> attributes,
    List<Row> rows,
    @Nullable Overall overall,
    List<String> notes) {
  PredictionFile {
    classes = List.copyOf(classes);
    attributes = List.copyOf(attributes);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  boolean hasProbabilities() {
    return !classes.isEmpty();
  }

  /**
   * One image.
   *
   * @param number number of the row; the header is row 1, as in a spreadsheet
   * @param image name of the image, unique in the file
   * @param group name of the group; null without a column of groups
   * @param truth name of the true class
   * @param predicted name of the predicted class; null if the probabilities decide
   * @param probabilities probabilities in the order of the classes; may be empty
   * @param calibrated calibrated probabilities in the order of the classes; may be empty
   * @param attributes values of the other columns, without empty ones
   */
  record Row(
      int number,
      String image,
      @Nullable String group,
      String truth,
      @Nullable String predicted,
      List<Double> probabilities,
      List<Double> calibrated,
      Map<String, String> attributes)
      implements ImageRow {
    Row {
      probabilities = List.copyOf(probabilities);
      calibrated = List.copyOf(calibrated);
      attributes = Map.copyOf(attributes);
    }
  }

  /** The weighted means in the last row of a file of the original study. */
  record Overall(double accuracy, double precision, double recall, double f1) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.legacy;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.column.LabelColumn;
import java.util.List;

/**
 * Names as the scripts of the original study take them: word characters alone, and a task begins
 * with its number.
 */
public final class LegacyNames {
  private LegacyNames() {}

  /**
   * {@code <number>_<name>} of a data set.
   *
   * @param number of the data set in the study, from 1
   */
  public static String task(String dataset, int number) {
    String name = words(dataset);
    return name.matches("\\d+_.*") ? name : number + "_" + name;
  }

  /** The backbone, and whatever else tells it from the other rows of its task. */
  public static String model(Cell cell, List<LabelColumn> labels) {
    StringBuilder model = new StringBuilder(words(cell.backbone()));
    labels.stream()
        .filter(label -> label != LabelColumn.BACKBONE && label != LabelColumn.TRAINING)
        .forEach(label -> model.append('_').append(words(label.of(cell))));
    if (cell.recipe().adaptation() != null) {
      model.append('_').append(words(cell.trainingLabel()));
    }
    return model.toString();
  }

  /** The name with an underscore for whatever is no letter and no digit. */
  public static String words(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "");
  }
}

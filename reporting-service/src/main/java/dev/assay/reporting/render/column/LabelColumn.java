// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report.Section;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What tells the rows of a table apart, in the words of papers. A column that would say the same in
 * every row is left out, because the notes say it once.
 */
public enum LabelColumn {
  BACKBONE("Backbone", cell -> PaperNames.backbone(cell)),
  WEIGHTS("Weights", cell -> cell.weights().label()),
  INPUT("Input", cell -> cell.preprocessing().inputWords()),
  HEAD("Head", cell -> PaperNames.head(cell.head())),
  RECIPE("Recipe", cell -> cell.recipe().name() + (cell.isComparable() ? "" : " (replication)")),
  TRAINING("Training", Cell::trainingLabel),
  SUBSET("Subset", cell -> PaperNames.percent(cell.subsetRatio()));

  private static final String BASELINE = "majority class";

  /** Of images that may show several findings: what is known before looking at an image. */
  private static final String BASELINE_OF_FINDINGS = "share in training";

  private final String heading;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<Cell, String> text;

  LabelColumn(String heading, Function<Cell, String> text) {
    this.heading = heading;
    this.text = text;
  }

  public String heading() {
    return heading;
  }

  public String of(Cell cell) {
    return text.apply(cell);
  }

  /** In place of the first label, the row of what knows nothing about an image. */
  public static String baseline(Section section) {
    return section.hasFindings() ? BASELINE_OF_FINDINGS : BASELINE;
  }

  /** The columns that tell these cells apart, in the order in which sentences name them. */
  public static List<LabelColumn> needed(List<Cell> cells) {
    return Arrays.stream(values()).filter(label -> label.isNeeded(cells)).toList();
  }

  boolean isNeeded(List<Cell> cells) {
    if (this == WEIGHTS) {
      return Cells.haveSeveralWeights(cells);
    }
    return this == BACKBONE
        || this == TRAINING
        || cells.stream().map(text).distinct().count() > 1
        || (this == SUBSET && cells.stream().anyMatch(cell -> cell.subsetRatio() < 1));
  }

  /** Everything that tells this cell from others of its data set, for messages and notes. */
  public static String sentence(Cell cell, List<LabelColumn> labels) {
    return String.join(", ", labels.stream().map(label -> label.of(cell)).toList());
  }
}

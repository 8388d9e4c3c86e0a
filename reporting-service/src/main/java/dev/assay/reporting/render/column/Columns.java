// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.report.Report;
import java.util.List;
import java.util.Set;

/**
 * Which columns the main table has, from left to right. There is one list for each format that is
 * typeset: to change the order of columns in a format, or to leave one out, change its list here.
 *
 * <p>The columns that tell rows apart come first, then those with numbers; a row that says why it
 * has no numbers does so across the latter. The other tables declare their columns where they are
 * made ({@code ComparisonTable}, {@code SubgroupTable}, {@code AcrossTable}), and the CSV files
 * theirs in an enum {@code Column} of their own, because programs read those by name.
 *
 * @param labels a column of these is left out where it would say the same in every row
 * @param values at least one
 */
public record Columns(List<LabelColumn> labels, List<ValueColumn> values) {
  /** Of {@code report.tex}. */
  public static final Columns LATEX =
      new Columns(
          List.of(
              LabelColumn.BACKBONE,
              LabelColumn.WEIGHTS,
              LabelColumn.INPUT,
              LabelColumn.HEAD,
              LabelColumn.RECIPE,
              LabelColumn.TRAINING,
              LabelColumn.SUBSET),
          List.of(
              ValueColumn.VALIDATION_ACCURACY,
              ValueColumn.ACCURACY,
              ValueColumn.BALANCED_ACCURACY,
              ValueColumn.F1_WEIGHTED,
              ValueColumn.AUROC));

  /** Of numbers where images may show several findings: there is no decision to count. */
  private static final List<ValueColumn> OF_FINDINGS =
      List.of(
          ValueColumn.VALIDATION_MEAN_AUROC,
          ValueColumn.MEAN_AUROC,
          ValueColumn.MEAN_AVERAGE_PRECISION);

  /** Of {@code report.md}: as in LaTeX. */
  public static final Columns MARKDOWN = LATEX;

  /** Of the service's own page: as in LaTeX. */
  public static final Columns HTML = LATEX;

  public Columns {
    labels = List.copyOf(labels);
    values = List.copyOf(values);
    if (labels.isEmpty() || values.isEmpty()) {
      throw new IllegalArgumentException("a table has columns of labels and columns of numbers");
    }
    if (Set.copyOf(labels).size() < labels.size() || Set.copyOf(values).size() < values.size()) {
      throw new IllegalArgumentException("a column is there twice: " + labels + ", " + values);
    }
  }

  /** The same for this report: with the means over findings where images may show several. */
  public Columns of(Report report) {
    return report.hasFindings() ? new Columns(labels, OF_FINDINGS) : this;
  }

  /** Those of the label columns that a table of these cells needs, in the order of this list. */
  public List<LabelColumn> labelsOf(List<Cell> cells) {
    return labels.stream().filter(label -> label.isNeeded(cells)).toList();
  }
}

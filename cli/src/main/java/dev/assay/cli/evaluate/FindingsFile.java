// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.statistics.testset.FindingSet.Truth;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of one CSV file of several findings per image.
 *
 * @param findings in the order of their columns
 * @param groupColumn name of the column of groups; null if there is none
 * @param rows the rows, at least one
 * @param uncertain how often the truth is -1
 * @param notes what was left out, such as columns that findings have no use for
 */
record FindingsFile(
    Path file,
    List<String> findings,
    @Nullable String groupColumn,
    List<Row> rows,
    int uncertain,
    List<String> notes) {
  FindingsFile {
    findings = List.copyOf(findings);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * One image.
   *
   * @param number number of the row; the header is row 1, as in a spreadsheet
   * @param group name of the group; null without a column of groups
   * @param truth of each finding
   * @param probabilities of each finding
   */
  record Row(
      int number, String image, @Nullable String group, Truth[] truth, double[] probabilities)
      implements ImageRow {}
}

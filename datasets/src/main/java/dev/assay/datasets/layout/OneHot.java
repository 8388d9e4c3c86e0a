// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The class of a row that has a column per class, of which one is 1 and the others are 0.
 *
 * @param className in lower case; empty if there is a fault
 * @param fault why the row has no class
 */
record OneHot(String className, Optional<String> fault) {

  /**
   * @param others columns that are no classes
   */
  static OneHot of(Table table, Table.Row row, Set<String> others) {
    List<String> ones = new ArrayList<>();
    for (String column : table.columns()) {
      String value = row.get(column);
      if (others.contains(column)) {
        continue;
      }
      if (value.matches("1(\\.0*)?")) {
        ones.add(column.toLowerCase(Locale.ROOT));
      } else if (!value.matches("0(\\.0*)?")) {
        return new OneHot(
            "", Optional.of("column '" + column + "' is '" + value + "'; it must be 0 or 1"));
      }
    }
    return ones.size() == 1
        ? new OneHot(ones.get(0), Optional.empty())
        : new OneHot("", Optional.of("exactly one class must be 1, not " + ones));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of the tables of a data set that cannot be used. They are left out and listed, each by
 * its place; only a data set of which no row can be used is refused.
 */
final class RowFaults {
  private final Path root;
  private final List<LeftOut> rows = new ArrayList<>();

  RowFaults(Path root) {
    this.root = root;
  }

  void add(Table.Row row, String fault) {
    add(row, QuarantineReason.BAD_ROW, fault, Optional.empty());
  }

  void add(Table.Row row, QuarantineReason reason, String fault, Optional<String> className) {
    rows.add(new LeftOut(root.resolve(row.place()), reason, fault, className));
  }

  /** Rows of which not even the values could be told apart. */
  void addAll(List<Table.BadRow> unreadable) {
    for (Table.BadRow row : unreadable) {
      rows.add(new LeftOut(root.resolve(row.place()), QuarantineReason.BAD_ROW, row.fault()));
    }
  }

  List<LeftOut> rows() {
    return rows;
  }

  /**
   * @param usable number of rows that can be used
   */
  void refuseIfNoneIsLeft(int usable) throws DatasetException {
    if (usable == 0 && !rows.isEmpty()) {
      Faults faults = new Faults();
      rows.forEach(row -> faults.add(Folders.name(row.file()) + ": " + row.detail()));
      faults.refuseIfAny();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file with one row per image: what files of one label and files of several findings
 * have in common. Every fault is collected.
 */
abstract class ImageTable {
  final Path file;
  final CsvFaults faults;
  List<String> columns = List.of();
  int image = -1;
  int group = -1;
  private char separator = ',';

  ImageTable(Path file) {
    this.file = file;
    this.faults = new CsvFaults(file);
  }

  /**
   * Finds the columns, all of which have different names, or none.
   *
   * @param groupColumn as of {@link #findGroup}
   */
  abstract void header(@Nullable String groupColumn);

  /** One row below the header. */
  abstract void row(int number, List<String> values);

  /** Reads the file to its end; afterwards {@link #faults} has what is wrong with its rows. */
  final void read(@Nullable String groupColumn) {
    CsvRows.read(
        file,
        new CsvRows.Reader() {
          @Override
          public void header(List<String> names, char separatedBy) {
            separator = separatedBy;
            columns = List.copyOf(names);
            List<String> twice = twice(columns);
            twice.forEach(name -> faults.add("row 1", name, "is the name of two columns"));
            if (twice.isEmpty()) {
              ImageTable.this.header(groupColumn);
            }
            faults.throwIfAny();
          }

          @Override
          public void row(int number, List<String> values) {
            ImageTable.this.row(number, values);
          }
        });
  }

  /** Spreadsheets write empty columns, and tables of other programs number their rows: no names. */
  private static List<String> twice(List<String> columns) {
    Set<String> seen = new HashSet<>();
    return columns.stream().filter(name -> !name.isEmpty() && !seen.add(name)).distinct().toList();
  }

  /** A file without a row that could be read says why. */
  final void refuseNothing(boolean empty) {
    if (empty && faults.none()) {
      faults.add("row 2", null, "is missing: there is nothing below the header");
    }
  }

  final int required(List<String> names) {
    int at = CsvRows.column(columns, names);
    if (at < 0) {
      faults.add("row 1", String.join(",", columns), "has no column " + String.join(" or ", names));
    }
    return at;
  }

  /**
   * @param groupColumn name of the column of groups; null: the first of {@link CsvRows#GROUP} that
   *     exists
   */
  final void findGroup(@Nullable String groupColumn) {
    group =
        groupColumn == null ? CsvRows.column(columns, CsvRows.GROUP) : columns.indexOf(groupColumn);
    if (groupColumn != null && group < 0) {
      faults.add(
          "row 1", groupColumn, "is not a column; the columns are " + String.join(", ", columns));
    }
  }

  final @Nullable String groupColumn() {
    return group < 0 ? null : columns.get(group);
  }

  final boolean isComplete(String place, List<String> values) {
    boolean complete = values.size() == columns.size();
    if (!complete) {
      faults.add(
          place, null, "has " + values.size() + " values under " + columns.size() + " columns");
    }
    return complete;
  }

  /** The group of a row, which is empty where that is a fault; null without a column of groups. */
  final @Nullable String group(String place, List<String> values) {
    if (group >= 0 && values.get(group).isEmpty()) {
      faults.add(CsvFaults.at(place, columns.get(group)), "", "is empty; every image has a group");
    }
    return group < 0 ? null : values.get(group);
  }

  final void missingName(String place) {
    faults.add(CsvFaults.at(place, columns.get(image)), "", "is empty; every image has a name");
  }

  final void secondName(String place, String name) {
    faults.add(CsvFaults.at(place, columns.get(image)), name, "is named a second time");
  }

  /** With a decimal point, where the columns are not separated by commas. */
  final String decimal(String value) {
    return separator == ',' ? value : value.replace(',', '.');
  }
}

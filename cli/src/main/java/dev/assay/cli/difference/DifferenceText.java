// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.difference;

import dev.assay.cli.difference.StudyDifference.Cause;
import dev.assay.cli.difference.StudyDifference.CellDifference;
import dev.assay.cli.difference.StudyDifference.Value;
import dev.assay.terminal.Screen;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A difference of two studies as text: those that moved most first. */
public final class DifferenceText {
  private DifferenceText() {}

  public static List<String> of(StudyDifference difference, Screen screen) {
    List<String> lines = new ArrayList<>();
    long moved = difference.cells().stream().filter(CellDifference::moved).count();
    lines.addAll(
        TextWidth.hanging(
            "",
            "%s: %s in %s against %s. This is no test; compare rows within one study for that."
                .formatted(
                    difference.metric().replace('_', ' '),
                    moved == 0
                        ? "no row moved"
                        : "%d of %d rows moved".formatted(moved, difference.cells().size()),
                    difference.after(),
                    difference.before()),
            screen.columns()));
    boolean several =
        difference.cells().stream().map(CellDifference::dataset).distinct().count() > 1;
    TextTable table =
        new TextTable(
            List.of(
                Column.words("Row"),
                Column.figures("Before"),
                Column.figures("After"),
                Column.figures("Change")));
    for (CellDifference cell : sorted(difference)) {
      table.row(
          List.of(
              Cell.of((several ? cell.dataset() + ": " : "") + cell.title()),
              Cell.of(value(cell.before())),
              Cell.of(value(cell.after())),
              Cell.of(
                  cell.difference() == null
                      ? "-"
                      : String.format(Locale.ROOT, "%+.4f", cell.difference()))));
      cell.causes().forEach(cause -> table.across("    " + cause(cause)));
      if (cell.causes().isEmpty() && cell.moved()) {
        table.across("    nothing that is recorded differs");
      }
    }
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines(screen));
    }
    only(lines, "only in " + difference.before(), difference.onlyBefore(), screen);
    only(lines, "only in " + difference.after(), difference.onlyAfter(), screen);
    return lines;
  }

  private static List<CellDifference> sorted(StudyDifference difference) {
    return difference.cells().stream()
        .sorted(
            (a, b) -> {
              int moved = Boolean.compare(b.moved(), a.moved());
              return moved != 0 ? moved : Double.compare(size(b), size(a));
            })
        .toList();
  }

  private static double size(CellDifference cell) {
    return cell.difference() == null ? 0 : Math.abs(cell.difference());
  }

  private static String cause(Cause cause) {
    return cause.kind() + ": " + cause.words();
  }

  private static String value(Value value) {
    if (value.point() == null) {
      return value.state();
    }
    String point = String.format(Locale.ROOT, "%.3f", value.point());
    return value.lower() == null || value.upper() == null
        ? point
        : point + String.format(Locale.ROOT, " [%.3f, %.3f]", value.lower(), value.upper());
  }

  private static void only(List<String> lines, String where, List<String> names, Screen screen) {
    if (!names.isEmpty()) {
      lines.addAll(
          TextWidth.hanging(
              "",
              where + ": " + names.stream().collect(Collectors.joining("; ")),
              screen.columns()));
    }
  }
}

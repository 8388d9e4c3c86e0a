// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Printable;
import dev.assay.datasets.DatasetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which columns of a table are attributes of its images. Attributes are published with the results,
 * so this is a list of what is allowed: what nobody declares is not kept.
 *
 * @param names further columns than the usual ones, sorted
 */
record TableAttributes(List<String> names) {
  /** The attributes of every table; see {@link AttributeValues#normalized}. */
  private static final Set<String> USUAL =
      Set.of(
          "age",
          "age_approx",
          "age_years",
          "sex",
          "gender",
          "site",
          "hospital",
          "centre",
          "center",
          "scanner",
          "device",
          "manufacturer",
          "view",
          "view_position",
          "laterality",
          "modality");

  static final TableAttributes USUAL_ONLY = new TableAttributes(List.of());

  private static final Pattern NAME = Pattern.compile("[\\p{L}0-9][\\p{L}0-9 _.-]{0,39}");
  private static final int MOST_DECLARED = 20;

  TableAttributes {
    names = List.copyOf(names);
  }

  /**
   * @param columns separated by commas
   * @param own columns that are something else than attributes
   * @throws DatasetException naming each that cannot be declared
   */
  static TableAttributes declared(String columns, Set<String> own) throws DatasetException {
    Set<String> names = new TreeSet<>();
    Faults faults = new Faults();
    for (String column : columns.split(",", -1)) {
      String name = Folders.nfc(column.strip());
      if (!NAME.matcher(name).matches() || isOwn(name, own)) {
        faults.add(
            "layout 'csv/...' lists columns that are attributes, as in csv/density,stage; '"
                + Printable.onOneLine(name)
                + "' is none: up to 40 letters, digits, spaces, '_', '.' and '-', and not "
                + String.join(", ", new TreeSet<>(own)));
      }
      names.add(name);
    }
    if (names.size() > MOST_DECLARED) {
      faults.add("layout 'csv/...' lists more than " + MOST_DECLARED + " attributes");
    }
    faults.refuseIfAny();
    return new TableAttributes(List.copyOf(names));
  }

  private static boolean isOwn(String column, Set<String> own) {
    return own.contains(column.toLowerCase(Locale.ROOT));
  }

  /** A fault for each declared column that the table does not have. */
  List<String> missing(Table table, String layout) {
    return names.stream()
        .filter(column -> !table.has(column))
        .map(
            column ->
                "%s has no column '%s', which layout '%s' declares, only %s"
                    .formatted(table.name(), column, layout, table.columns()))
        .toList();
  }

  /** The columns of the table that are attributes. */
  List<String> among(Table table) {
    return table.columns().stream().filter(this::isKept).toList();
  }

  private boolean isKept(String column) {
    return names.contains(column) || USUAL.contains(AttributeValues.normalized(column));
  }

  /**
   * What readers of the results should know about the other columns.
   *
   * @param read whether a column is read as something else
   */
  Optional<String> notKept(Table table, Predicate<String> read) {
    List<String> others =
        table.columns().stream().filter(c -> !read.test(c)).filter(c -> !isKept(c)).toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s of %s %s not kept, because no attribute is declared with that name"
                .formatted(
                    (others.size() == 1 ? "column " : "columns ") + String.join(", ", others),
                    table.name(),
                    others.size() == 1 ? "is" : "are"));
  }
}

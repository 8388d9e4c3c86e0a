// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingLabels.Shown;
import dev.assay.contracts.study.FindingLayouts;
import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The findings in a table of images: a column for each, {@code true_Mass} or {@code Mass}, with 1
 * (present), 0 (absent), and nothing or -1 (not known); or one column {@code Finding Labels} that
 * names all that are present, {@code Effusion|Mass}, as that of the NIH, where every other is
 * absent.
 */
final class FindingColumns {
  private static final String TRUTH = "true_";
  private static final String ONE_CLASS = TRUTH + FindingLayouts.NO_NAME;
  private static final String LABELS = "Finding Labels";
  private static final Set<String> NOTHING = Set.of("no finding", "no_finding");

  /** The column of each finding; all the same where one column names them. */
  private final Map<String, String> columns;

  private final boolean words;

  private FindingColumns(Map<String, String> columns, boolean words) {
    this.columns = columns;
    this.words = words;
  }

  /**
   * @throws DatasetException if the table has none, or not one that is wanted
   */
  static FindingColumns of(Table table, Wanted wanted) throws DatasetException {
    Map<String, String> known = new LinkedHashMap<>();
    Optional<String> list = table.columns().stream().filter(LABELS::equalsIgnoreCase).findFirst();
    table.columns().stream()
        .filter(name -> name.startsWith(TRUTH) && name.length() > TRUTH.length())
        .filter(name -> !name.equals(ONE_CLASS))
        .forEach(name -> known.put(name.substring(TRUTH.length()), name));
    boolean inWords = known.isEmpty() && list.isPresent();
    if (inWords) {
      String column = list.orElseThrow();
      TreeSet<String> names = new TreeSet<>();
      table.rows().forEach(row -> names.addAll(named(row, column)));
      names.forEach(name -> known.put(name, column));
    } else if (!wanted.names().isEmpty()) {
      table.columns().forEach(name -> known.putIfAbsent(name, name));
    }
    if (known.isEmpty()) {
      throw new DatasetException(
          "%s names no finding: it needs columns true_<finding> or a column '%s' (A|B|C); it has %s"
              .formatted(table.name(), LABELS, table.columns()));
    }
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String name : wanted.among(table.name(), List.copyOf(known.keySet()))) {
      chosen.put(name, known.getOrDefault(name, name));
    }
    return new FindingColumns(chosen, inWords);
  }

  /** In the order of the labels. */
  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Whether a column is that of a finding, wanted or not. */
  boolean isOne(String column) {
    return columns.containsValue(column) || column.startsWith(TRUTH);
  }

  /** Why a row cannot be read; empty if it can. */
  Optional<String> fault(Table.Row row) {
    for (Map.Entry<String, String> of : columns.entrySet()) {
      String column = of.getValue();
      Optional<String> value = row.known(column);
      if (words && value.isEmpty()) {
        return Optional.of(
            "column '%s' is empty; an image without findings has 'No Finding'".formatted(column));
      }
      if (!words && value.isPresent() && !value.get().matches("(-1|0|1)(\\.0*)?")) {
        return Optional.of(
            "column '%s' has '%s'; a finding is 1 (present), 0 (absent), or nothing or -1 (not known)"
                .formatted(column, value.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * @param row without a fault
   */
  FindingLabels of(Table.Row row) {
    List<Shown> shown = new ArrayList<>();
    for (Map.Entry<String, String> of : columns.entrySet()) {
      String value = row.known(of.getValue()).orElse("");
      if (words) {
        boolean present = named(row, of.getValue()).contains(of.getKey());
        shown.add(present ? Shown.PRESENT : Shown.ABSENT);
      } else {
        shown.add(
            value.startsWith("1")
                ? Shown.PRESENT
                : value.startsWith("0") ? Shown.ABSENT : Shown.UNKNOWN);
      }
    }
    return FindingLabels.of(shown);
  }

  private static List<String> named(Table.Row row, String column) {
    return Arrays.stream(row.get(column).split("\\|"))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !NOTHING.contains(name.toLowerCase(Locale.ROOT)))
        .distinct()
        .toList();
  }
}

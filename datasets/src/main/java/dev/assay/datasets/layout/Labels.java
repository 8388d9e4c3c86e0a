// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The classes of a table whose labels were written by several people or programs. Labels that are
 * the same number, {@code 0} and {@code 0.0}, or the same word but for upper and lower case and
 * spaces, {@code Normal} and {@code normal}, are one class.
 */
final class Labels {
  private final Map<String, Map<String, Integer>> rows = new TreeMap<>();
  private final Map<String, String> classes = new HashMap<>();

  /** A label of a row; all labels are added before the first class is asked for. */
  void add(String label) {
    rows.computeIfAbsent(plain(label), p -> new TreeMap<>()).merge(label, 1, Integer::sum);
  }

  /** The class of a label: of several spellings the shortest number, or the most frequent word. */
  String className(String label) {
    return classes.computeIfAbsent(plain(label), p -> chosen(rows.get(p)));
  }

  private static String chosen(Map<String, Integer> spellings) {
    Comparator<String> frequent = Comparator.comparingInt(s -> -spellings.get(s));
    Comparator<String> order =
        spellings.keySet().stream().allMatch(Labels::isNumber)
            ? Comparator.comparingInt(String::length)
            : frequent;
    return spellings.keySet().stream()
        .min(order.thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** A note for each class that has several spellings. */
  List<String> notes() {
    return notes("rows");
  }

  /**
   * @param counted what has the labels, {@code rows}
   */
  List<String> notes(String counted) {
    List<String> notes = new ArrayList<>();
    rows.forEach(
        (plain, spellings) -> {
          if (spellings.size() > 1) {
            List<String> all = new ArrayList<>();
            spellings.forEach((s, count) -> all.add("'" + s + "' (" + count + " " + counted + ")"));
            notes.add(
                "the labels "
                    + String.join(", ", all)
                    + " are read as one class, '"
                    + className(spellings.keySet().iterator().next())
                    + "'");
          }
        });
    return notes;
  }

  private static String plain(String label) {
    if (isNumber(label)) {
      return new BigDecimal(label).stripTrailingZeros().toPlainString();
    }
    return Normalizer.normalize(label, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ");
  }

  /** At most 18 digits, so that {@code 1e999999999} is a word. */
  private static boolean isNumber(String label) {
    return label.matches("[+-]?\\d{1,18}(\\.\\d{0,18})?");
  }
}

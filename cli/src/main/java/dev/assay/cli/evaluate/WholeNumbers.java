// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Classes that are whole numbers. Programs that keep a column of numbers with a gap as floating
 * point write the class 1 as 1.0; taken as a name of its own, every decision would be wrong.
 */
final class WholeNumbers {
  private static final Pattern WRITTEN_AS_FRACTION = Pattern.compile("([+-]?\\d+)\\.0+");

  private WholeNumbers() {}

  /** {@code 1} for {@code 1.0}; any other text as it is. */
  static String of(String text) {
    var parts = WRITTEN_AS_FRACTION.matcher(text);
    return parts.matches() ? parts.group(1) : text;
  }

  /**
   * The class that a label means.
   *
   * @param classes of the columns; if there are none, labels are written as whole numbers
   * @return the label itself if no class is meant
   */
  static String label(String label, List<String> classes) {
    if (classes.contains(label)) {
      return label;
    }
    String whole = of(label);
    if (classes.isEmpty()) {
      return whole;
    }
    return classes.stream().filter(name -> of(name).equals(whole)).findFirst().orElse(label);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of classes where the user names none. Grades such as 0, 1, 10, 2 or {@code grade_2},
 * {@code grade_10} are ordered by their number: a program that sorts names puts 10 before 2, and a
 * metric of ordered classes would follow it.
 */
final class ClassOrder {
  private static final Pattern NUMBERED =
      Pattern.compile("(\\D*?)([+-]?\\d{1,18}(?:\\.\\d{1,18})?)(\\D*)");

  private ClassOrder() {}

  /** The classes by number if all are numbers between the same texts; else empty. */
  static Optional<List<String>> byNumber(Collection<String> classes) {
    record Numbered(String name, BigDecimal number) {}
    List<Numbered> numbered = new ArrayList<>();
    String before = "";
    String after = "";
    for (String name : classes) {
      Matcher parts = NUMBERED.matcher(name);
      if (!parts.matches()) {
        return Optional.empty();
      }
      if (numbered.isEmpty()) {
        before = parts.group(1);
        after = parts.group(3);
      } else if (!before.equals(parts.group(1)) || !after.equals(parts.group(3))) {
        return Optional.empty();
      }
      numbered.add(new Numbered(name, new BigDecimal(parts.group(2))));
    }
    numbered.sort(Comparator.comparing(Numbered::number).thenComparing(Numbered::name));
    return Optional.of(numbered.stream().map(Numbered::name).toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One key that the reader has read, as the reference of the study file shows it.
 *
 * @param path without positions in lists, such as {@code datasets[].split.seed}
 * @param earlier name of the key's last part; absent: it has none
 * @param type of the value
 * @param standard the value that is used if the key is absent; absent: there is none
 * @param accepted range or values; empty if every value of the type is accepted
 */
record KeyUse(
    String path,
    @Nullable String earlier,
    String type,
    @Nullable String standard,
    String accepted) {
  static String range(Number least, Number most) {
    return most.equals(Long.MAX_VALUE)
        ? "at least " + shown(least)
        : shown(least) + " to " + shown(most);
  }

  static String oneOf(Collection<String> values) {
    return String.join(", ", values.stream().map(v -> "`" + v + "`").toList());
  }

  /** A number as a person writes it: 0.0001 and not 1.0E-4. */
  static String shown(Number number) {
    if (number instanceof Double value) {
      return Math.abs(value) < 1e-4 && value != 0
          ? value.toString().replace(".0E", "e").replace("E", "e")
          : new java.math.BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
    }
    return number.toString();
  }
}

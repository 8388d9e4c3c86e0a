// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.file.FindingLabels;
import org.jspecify.annotations.Nullable;

/** What is known of findings, as the files of an export write it. */
final class FindingTruths {
  /** Begins the name of a column of the truth of one finding. */
  static final String PREFIX = "true_";

  /** In a table of numbers, in which nothing can be empty. */
  static final byte UNKNOWN = -1;

  private FindingTruths() {}

  /** The name of the column of a finding. */
  static String column(String finding) {
    return PREFIX + finding;
  }

  /** 1 is present, 0 absent, and nothing not known. */
  static @Nullable Integer number(FindingLabels truth, int finding) {
    return switch (truth.of(finding)) {
      case PRESENT -> 1;
      case ABSENT -> 0;
      case UNKNOWN -> null;
    };
  }

  /** The same as a cell of a CSV file. */
  static String cell(FindingLabels truth, int finding) {
    Integer number = number(truth, finding);
    return number == null ? "" : number.toString();
  }

  /** The same in a table of numbers. */
  static byte filled(FindingLabels truth, int finding) {
    Integer number = number(truth, finding);
    return number == null ? UNKNOWN : number.byteValue();
  }
}

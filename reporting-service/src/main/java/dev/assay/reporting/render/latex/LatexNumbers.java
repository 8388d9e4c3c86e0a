// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;

/** Numbers, intervals and differences in LaTeX: a minus is a minus and not a hyphen. */
final class LatexNumbers {
  private LatexNumbers() {}

  /** Text with numbers in it, such as a cell of a table. */
  static String of(String plain) {
    return LatexText.of(plain)
        .replaceAll("(^|[\\s\\[{}(,;])-(?=\\d)", "$1\\$-\\$")
        .replaceAll("^below (?=\\d)", "\\$<\\$\\\\,");
  }

  /** What a contrast is called: one cell minus another. */
  static String contrast(String label) {
    return LatexText.of(label).replace(" - ", " $-$ ");
  }

  /** Within braces the bracket of an interval is text wherever it stands. */
  static String interval(String plain) {
    return plain.isEmpty() ? "" : "{" + of(plain) + "}";
  }
}

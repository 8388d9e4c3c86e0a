// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.note.Note;
import java.util.List;

/** Lines of LaTeX in the making: what all tables have in common. */
final class LatexLines {
  private final LatexOptions options;
  private final StringBuilder out = new StringBuilder();

  LatexLines(LatexOptions options) {
    this.options = options;
  }

  void line(String latex) {
    out.append(latex).append('\n');
  }

  /**
   * The begin of a float, up to the row of headings.
   *
   * @param caption plain text
   * @param columns as {@code tabular} wants them
   */
  void begin(String caption, String label, String columns) {
    line("\\begin{" + options.environment() + "}[htbp]");
    line("\\centering");
    line("\\caption{" + LatexNumbers.of(caption) + "}");
    line("\\label{" + label + "}");
    line("\\assayfit{%");
    line("\\begin{tabular}{@{}" + columns + "@{}}");
    line("\\toprule");
  }

  /**
   * The end of a float.
   *
   * @param below short notes, as LaTeX
   */
  void end(List<String> below) {
    line("\\bottomrule");
    line("\\end{tabular}}");
    if (!below.isEmpty()) {
      line("");
      line("\\smallskip");
      line("\\begin{minipage}{\\linewidth}\\raggedright\\footnotesize");
      below.forEach(this::line);
      line("\\end{minipage}");
    }
    line("\\end{" + options.environment() + "}");
  }

  /** A paragraph of the text, which breaks over pages as text does. */
  void paragraph(String title, List<Note> notes) {
    line("");
    line("\\begingroup\\sloppy\\emergencystretch=3em");
    line("\\paragraph{" + title + "}");
    for (Note note : notes) {
      line("\\textit{" + breakable(note.title()) + ".} " + breakable(note.text()));
    }
    line("\\par\\endgroup");
  }

  /** Names of files and of data sets may be long, and TeX breaks none of them by itself. */
  private static String breakable(String plain) {
    return LatexNumbers.of(plain)
        .replace("\\_", "\\_\\allowbreak{}")
        .replaceAll("(?<=[A-Za-z])([./])(?=[A-Za-z])", "$1\\\\allowbreak{}");
  }

  /** A note under a table. */
  static String below(String plain) {
    return breakable(plain);
  }

  static String text(String plain) {
    return LatexText.of(plain);
  }

  String text() {
    return out.toString();
  }
}

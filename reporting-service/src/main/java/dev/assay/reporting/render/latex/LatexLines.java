// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.latex.LatexText;
import dev.assay.reporting.render.note.Note;
import java.util.List;

/** Lines of LaTeX in the making: what all tables have in common. */
final class LatexLines {
  private final StringBuilder out = new StringBuilder();

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
    line("\\begin{table}[htbp]");
    line("\\centering\\small");
    line("\\caption{" + LatexText.of(caption) + "}");
    line("\\label{" + label + "}");
    line("\\begin{tabular}{@{}" + columns + "@{}}");
    line("\\toprule");
  }

  /** The end of a float, with notes below the table. */
  void end(List<Note> notes) {
    line("\\bottomrule");
    line("\\end{tabular}");
    if (!notes.isEmpty()) {
      line("");
      line("\\medskip");
      notes(notes);
    }
    line("\\end{table}");
  }

  /** A box of the width of the page. */
  void notes(List<Note> notes) {
    line("\\begin{minipage}{\\linewidth}\\raggedright\\scriptsize");
    for (Note note : notes) {
      line("\\textbf{" + LatexText.of(note.title()) + ".} " + LatexText.of(note.text()) + "\\par");
    }
    line("\\end{minipage}");
  }

  String text() {
    return out.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.List;

/** Which images a program drew. */
final class SyntheticNote {
  private SyntheticNote() {}

  static List<Note> of(Report report) {
    List<String> drawn =
        report.sections().stream()
            .filter(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent())
            .map(Section::title)
            .toList();
    return drawn.isEmpty()
        ? List.of()
        : Note.one(
            "Synthetic data",
            "The images of "
                + Words.list(drawn)
                + " are synthetic: a program drew them, and no number about them says anything"
                + " about medicine.");
  }
}

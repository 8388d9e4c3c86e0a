// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.FindingMetrics;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How models of several findings per image are trained, and what their means are over. */
final class FindingsNote {
  private FindingsNote() {}

  static List<Note> of(Report report) {
    List<Note> notes = new ArrayList<>();
    for (Section section : report.sections()) {
      if (section.hasFindings()) {
        notes.add(new Note("Findings of " + section.title(), text(section)));
      }
    }
    return notes;
  }

  private static String text(Section section) {
    return "An image may show several findings. Each model has one output for each, the sigmoid of"
        + " which is its probability; a finding that is not known in an image is neither trained"
        + " nor tested there."
        + section.metrics().stream()
            .flatMap(file -> Optional.ofNullable(file.findings()).stream())
            .findFirst()
            .map(FindingsNote::means)
            .orElse("")
        + " Probabilities are not calibrated, and no threshold is chosen.";
  }

  private static String means(List<FindingMetrics> findings) {
    List<String> counted =
        findings.stream().filter(of -> of.leftOut() == null).map(FindingMetrics::finding).toList();
    List<String> leftOut =
        findings.stream()
            .filter(of -> of.leftOut() != null)
            .map(of -> of.finding() + " (" + of.leftOut() + ")")
            .toList();
    return (counted.isEmpty()
            ? " No finding has a value."
            : " Means are over %s, each with the same weight: %s."
                .formatted(Words.many(counted.size(), "finding"), Words.list(counted)))
        + (leftOut.isEmpty() ? "" : " Left out: " + String.join("; ", leftOut) + ".");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.reporting.render.column.CellNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.comparison.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which rows of a data set differ from the reference of its family on the primary metric, after the
 * adjustment for the whole family. Only a family of differences from one cell can be marked at
 * rows; that of others, and of several findings, is in the table of differences.
 *
 * @param metric the primary one
 * @param byCell a star for a finding that was declared, a dagger for an exploratory one
 * @param meaning of the marks, for below the table; empty without marks
 */
record Marks(String metric, Map<String, String> byCell, String meaning) {
  static final String STAR = "*";
  static final String DAGGER = "†";
  private static final Marks NONE = new Marks("", Map.of(), "");

  static Marks of(Report report, Section section) {
    return section.comparisons().map(file -> of(report, section, file)).orElse(NONE);
  }

  private static Marks of(Report report, Section section, ComparisonsFile file) {
    List<Contrast> contrasts = file.primary().contrasts();
    Set<String> seconds =
        contrasts.stream().flatMap(c -> c.second().stream()).collect(Collectors.toSet());
    if (seconds.size() != 1
        || contrasts.stream().anyMatch(c -> c.first().size() != 1 || c.finding() != null)) {
      return NONE;
    }
    Map<String, String> marks = new HashMap<>();
    contrasts.stream()
        .filter(Marks::isDifference)
        .forEach(c -> marks.put(c.first().getFirst(), c.confirmatory() ? STAR : DAGGER));
    if (marks.isEmpty()) {
      return NONE;
    }
    String reference = CellNames.of(report, section, file).cell(seconds.iterator().next());
    String difference =
        "%s from %s at the %s level, adjusted for the family of %s"
            .formatted(
                PaperNames.metricInSentence(file.primary().name()) + " differs",
                reference,
                Figures.exact(file.plan().alphaOfInterimAnalysis()),
                contrasts.size());
    String meaning =
        Stream.of(
                marks.containsValue(STAR) ? STAR + ": " + difference : "",
                marks.containsValue(DAGGER) ? DAGGER + ": the same, exploratory" : "")
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    if (!marks.containsValue(STAR)) {
      meaning = DAGGER + ": " + difference + " (exploratory)";
    }
    return new Marks(file.primary().name(), marks, meaning);
  }

  static boolean isDifference(Contrast contrast) {
    return Stream.of(Verdict.values())
        .filter(Verdict::isDifference)
        .anyMatch(verdict -> verdict.label().equals(contrast.verdict()));
  }

  Optional<String> of(String cellId) {
    return Optional.ofNullable(byCell.get(cellId));
  }

  /** As LaTeX, raised. */
  static String latex(String mark) {
    return mark.isEmpty()
        ? ""
        : "\\textsuperscript{" + (mark.equals(STAR) ? "{*}" : "\\textdagger") + "}";
  }
}

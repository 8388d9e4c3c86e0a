// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.reporting.render.column.CellNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.comparison.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the comparison of one data set has found, in words.
 *
 * @param heading what was compared
 * @param sentences one for each difference, those that decide something first
 */
public record Findings(String heading, List<String> sentences) {
  public Findings {
    sentences = List.copyOf(sentences);
  }

  /** Empty without a comparison. */
  public static Optional<Findings> of(Report report, Section section) {
    return section.comparisons().map(file -> of(report, section, file));
  }

  private static Findings of(Report report, Section section, ComparisonsFile file) {
    CellNames names = CellNames.of(report, section, file);
    MetricComparison primary = file.primary();
    String where = report.sections().size() > 1 ? section.name() + ": d" : "D";
    String metric = PaperNames.metricInSentence(primary.name());
    List<Contrast> contrasts = new ArrayList<>(primary.contrasts());
    if (contrasts.isEmpty()) {
      return new Findings(
          "%sifferences in %s: none could be tested: %s"
              .formatted(where, metric, String.join("; ", primary.notes())),
          List.of());
    }
    if (section.hasFindings()) {
      metric += " of each finding";
    }
    contrasts.sort(Comparator.comparing(Findings::isOpen));
    long decided = contrasts.stream().filter(contrast -> !isOpen(contrast)).count();
    return new Findings(
        "%sifferences in %s: %s of %s decided%s."
            .formatted(
                where,
                metric,
                decided == 0 ? "none" : decided,
                contrasts.size(),
                decided < contrasts.size() ? "; undecided does not mean equal" : ""),
        contrasts.stream().map(contrast -> sentence(contrast, names)).toList());
  }

  private static boolean isOpen(Contrast contrast) {
    return contrast.verdict().equals(Verdict.UNDECIDED.label())
        || contrast.verdict().equals(Verdict.UNTESTABLE.label());
  }

  private static String sentence(Contrast contrast, CellNames names) {
    String verdict = contrast.verdict();
    boolean second = verdict.equals(Verdict.SECOND_BETTER.label());
    String one = second ? names.second(contrast) : names.first(contrast);
    String other = second ? names.first(contrast) : names.second(contrast);
    String words;
    String finding = contrast.finding();
    if (second || verdict.equals(Verdict.FIRST_BETTER.label())) {
      words = "%s is better than %s".formatted(one, other);
    } else if (verdict.equals(Verdict.EQUIVALENT.label())) {
      words = "%s and %s are equal within the margin".formatted(one, other);
    } else if (verdict.equals(Verdict.FIRST_NOT_INFERIOR.label())) {
      words = "%s is not worse than %s by the margin".formatted(one, other);
    } else {
      words = "%s against %s: %s".formatted(one, other, verdict);
    }
    return (finding == null ? "" : finding + ": ")
        + words
        + ", "
        + difference(contrast, second)
        + (contrast.confirmatory() ? "" : " (exploratory)");
  }

  /** Of the one that is named first. */
  private static String difference(Contrast contrast, boolean reversed) {
    Double lower = contrast.simultaneousLower();
    Double upper = contrast.simultaneousUpper();
    return reversed
        ? text(-contrast.difference(), upper == null ? null : -upper, lower == null ? null : -lower)
        : text(contrast.difference(), lower, upper);
  }

  private static String text(double difference, @Nullable Double lower, @Nullable Double upper) {
    return Figures.signed(difference)
        + Figures.interval(lower, upper).map(interval -> " " + interval).orElse("");
  }
}

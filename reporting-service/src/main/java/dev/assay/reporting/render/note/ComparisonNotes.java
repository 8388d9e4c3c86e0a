// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.reporting.render.column.CellNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report.ComparisonFailure;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the comparison of the cells of one data set means. */
public final class ComparisonNotes {
  private static final String TITLE = "Comparison on ";

  /** Of files that were written when all intervals of a family came from its joint resamples. */
  private static final String STEP_DOWN = "max-T step-down";

  private static final String UNTESTABLE = "cannot be tested";

  private final Section section;
  private final ComparisonsFile file;
  private final MetricComparison primary;
  private final CellNames names;

  private ComparisonNotes(Section section, ComparisonsFile file, CellNames names) {
    this.section = section;
    this.file = file;
    this.primary = file.primary();
    this.names = names;
  }

  /** Absent unless the cells were not compared. */
  public static Optional<Note> failure(Section section) {
    ComparisonFailure failure = section.comparisonFailure();
    return failure == null
        ? Optional.empty()
        : Optional.of(
            new Note(
                TITLE + section.name() + ": failed",
                "The cells with metrics were not compared with each other: %s (the %s must act)."
                        .formatted(
                            failure.reason(), failure.actor().name().toLowerCase(Locale.ROOT))
                    + (section.comparison() == null
                        ? " No difference between them is a finding."
                        : " The comparison below is an older one of some of these cells.")));
  }

  public static List<Note> of(Section section, ComparisonsFile file, CellNames names) {
    return new ComparisonNotes(section, file, names).notes();
  }

  private List<Note> notes() {
    String title = TITLE + section.name();
    List<Note> notes = new ArrayList<>();
    notes.add(new Note(title, family() + intervals()));
    if (!primary.contrasts().isEmpty()) {
      notes.add(new Note(title + ": finding", finding()));
    }
    claims().ifPresent(claims -> notes.add(new Note(title + ": claims", claims)));
    List<String> remarks = new ArrayList<>(file.notes());
    remarks.addAll(primary.notes());
    file.leftOut().forEach(cell -> remarks.add(cell.name() + " is left out: " + cell.reason()));
    remarks.addAll(remarksOfContrasts());
    remarks.replaceAll(names::sentence);
    if (!remarks.isEmpty()) {
      // Not begun with a capital: a remark may begin with a model's name.
      notes.add(
          new Note(
              title + ": remarks", String.join("; ", remarks.stream().distinct().toList()) + "."));
    }
    return notes;
  }

  private String family() {
    return origin()
        + PaperNames.metricInSentence(primary.name())
        + (section.hasFindings() ? " of each finding, of " : " of ")
        + family(file.plan())
        + ", a family of "
        + Words.many(primary.contrasts().size(), "difference")
        + ". "
        + (file.interimAnalysis() == 1
            ? "First analysis"
            : "Interim analysis " + file.interimAnalysis())
        + " of this test set ("
        + Words.many(file.images(), "image")
        + ").";
  }

  private String origin() {
    if (!file.declared()) {
      return "The study declares no comparison, so the standard one was made: ";
    }
    if (section.isExploratory()) {
      return "The family that the study declares for its own test images, exploratory here: ";
    }
    boolean exploratory =
        !primary.contrasts().isEmpty()
            && primary.contrasts().stream().noneMatch(Contrast::confirmatory);
    return exploratory
        ? "The family that the study declares for other interim analyses, exploratory here: "
        : "Declared by the study before there were results: ";
  }

  static String family(ComparisonPlan plan) {
    List<String> family = new ArrayList<>();
    switch (plan.pairs()) {
      case ComparisonPlan.ALL -> family.add("all pairs of cells");
      case ComparisonPlan.REFERENCE -> family.add("each cell minus the reference cell");
      default -> {}
    }
    if (plan.contrasts() != null) {
      family.add("the contrasts " + Words.list(plan.contrasts()));
    }
    return String.join(" and ", family);
  }

  private String intervals() {
    if (primary.contrasts().isEmpty()) {
      return "";
    }
    if ("corrected-t".equals(primary.contrasts().getFirst().method())) {
      return (primary.contrasts().getFirst().simultaneousLower() == null
              ? " There are no simultaneous intervals, because the areas of different folds' models"
                  + " have no joint resamples."
              : " [simultaneous]: Bonferroni's intervals, which cover all true differences of the"
                  + " family together.")
          + adjustment();
    }
    if (!primary.contrasts().getFirst().adjustedBy().equals(STEP_DOWN)) {
      return " [simultaneous]: intervals that cover all true differences of the family together"
          + " with "
          + Figures.percent(1 - file.plan().alphaOfInterimAnalysis())
          + "% confidence, each by the method of its test, so that an interval without 0 and an"
          + " adjusted p of at most "
          + Figures.exact(file.plan().alphaOfInterimAnalysis())
          + " say the same"
          + (primary.seedsResampled() ? "; the spread over training seeds is included" : "")
          + "."
          + adjustment();
    }
    EvaluationPlan evaluation = file.evaluation();
    return " [simultaneous]: max-T intervals that cover all true differences of the family together"
        + " with "
        + Figures.percent(1 - file.plan().alphaOfInterimAnalysis())
        + "% confidence, from B = "
        + evaluation.resamples()
        + " joint "
        + (evaluation.resampling() == null ? "multinomial" : evaluation.resampling())
        + " resamples of "
        + Words.many(file.units(), "image".equals(evaluation.unit()) ? "image" : file.groupKind())
        + (primary.seedsResampled() ? " and of the training seeds" : "")
        + " with seed "
        + evaluation.seed()
        + "."
        + adjustment();
  }

  /** Max-T adjusts the differences themselves; other methods adjust p-values of tests. */
  private String adjustment() {
    String adjustedBy = primary.contrasts().getFirst().adjustedBy();
    String tests =
        primary.contrasts().stream()
            .map(Contrast::test)
            .distinct()
            .collect(Collectors.joining(", "));
    return " Adjusted p: "
        + adjustedBy
        + " over the family"
        + (adjustedBy.equals(STEP_DOWN)
            ? " (the CSV also has the p of other tests: " + tests + ")."
            : ", applied to the p of " + tests + ".");
  }

  private String finding() {
    Double margin = file.plan().margin();
    boolean exploratory = primary.contrasts().stream().anyMatch(c -> !c.confirmatory());
    return "Undecided does not mean equal. "
        + (primary.contrasts().stream().anyMatch(c -> c.verdict().equals(UNTESTABLE))
            ? "What cannot be tested has no spread to be judged by, or a class of one unit. "
            : "")
        + (margin == null ? "" : "The margin is " + Figures.exact(margin) + marginTest())
        + (exploratory
            ? "Exploratory: not declared before results on the test set were known. "
            : "")
        + (section.hasFindings()
            ? "The differences of the means over findings are a family of their own, and"
                + " exploratory."
            : "Discordant: the number of units on which the two cells differ; with fewer than 10"
                + " the exact test decides. Ranks left open: every rank that the simultaneous"
                + " intervals of all pairs do not exclude.")
        + " Bold in the table of metrics is the largest number, not a finding."
        + precision()
        + " Other metrics, all exploratory, are in the CSV and JSON.";
  }

  /** Files since the tests of a margin have an interval say how each of several is tested. */
  private String marginTest() {
    Double confidence =
        primary.contrasts().stream()
            .flatMap(c -> Optional.ofNullable(c.margin()).stream())
            .flatMap(m -> Optional.ofNullable(m.confidence()).stream())
            .findFirst()
            .orElse(null);
    return confidence == null || primary.contrasts().getFirst().adjustedBy().equals(STEP_DOWN)
        ? "; the p of each one-sided test is not adjusted. "
        : "; each one-sided p is compared with "
            + Figures.exact(Math.round((1 - confidence) / 2 * 1e6) / 1e6)
            + ", the level of one of these differences, and the "
            + Figures.percent(confidence)
            + "% interval says the same. ";
  }

  private String precision() {
    double[] precision =
        primary.contrasts().stream()
            .flatMap(c -> Optional.ofNullable(c.precision()).stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    if (precision.length == 0) {
      return "";
    }
    String least = Figures.shown(precision[0]);
    String most = Figures.shown(precision[precision.length - 1]);
    return " Precision: with a power of 80%, this test set would detect a true difference of "
        + (least.equals(most) ? least : least + " to " + most + ", depending on the cells")
        + ".";
  }

  /** How probably a claim about the cells is false; files since there are such numbers have it. */
  private Optional<String> claims() {
    List<String> claims =
        primary.contrasts().stream()
            .filter(contrast -> contrast.falseClaim() != null)
            .map(
                contrast ->
                    names.sentence(contrast.label())
                        + ": "
                        + Figures.p(Objects.requireNonNull(contrast.falseClaim())))
            .toList();
    return claims.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Posterior probability that the cell with the better value does not outperform the"
                + " other, that is, that this claim is false (Christodoulou et al. 2025, arXiv"
                + " 2505.04720). It is no test and not adjusted: "
                + String.join("; ", claims)
                + ".");
  }

  /** Each remark once, followed by the differences it is about unless these are all. */
  private List<String> remarksOfContrasts() {
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (Contrast contrast : primary.contrasts()) {
      contrast
          .notes()
          .forEach(n -> labels.computeIfAbsent(n, k -> new ArrayList<>()).add(contrast.label()));
    }
    List<String> remarks = new ArrayList<>();
    labels.forEach(
        (note, of) ->
            remarks.add(
                of.size() == primary.contrasts().size()
                    ? note
                    : note + " (" + String.join("; ", of) + ")"));
    return remarks;
  }
}

package dev.assay.reporting.render;

import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MarginTest;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.ComparisonsFile.RankSet;
import dev.assay.reporting.render.Report.ComparisonFailure;
import dev.assay.reporting.render.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of one data set compare on the declared metric, before it is typeset. The
 * exploratory metrics are in CSV and JSON: a table of everything invites to pick.
 *
 * @param grids the differences, and the ranks that they leave open
 * @param notes what a reader of these numbers must know
 */
record ComparisonTable(List<Grid> grids, List<Note> notes) {
  private static final double LEAST_P = 0.001;

  /**
   * Rows of text under headings.
   *
   * @param texts numbers of the columns that hold words and may be long
   */
  record Grid(String title, List<String> headings, List<Integer> texts, List<List<String>> rows) {}

  /** Of every data set that was compared, or could not be, in the order of the study. */
  static List<ComparisonTable> of(Report report) {
    List<ComparisonTable> tables = new ArrayList<>();
    for (Section section : report.sections()) {
      Optional.ofNullable(section.comparisonFailure())
          .ifPresent(
              failure ->
                  tables.add(new ComparisonTable(List.of(), List.of(failed(section, failure)))));
      section.comparisons().ifPresent(file -> tables.add(of(section, file)));
    }
    return List.copyOf(tables);
  }

  private static Note failed(Section section, ComparisonFailure failure) {
    return new Note(
        "Comparison on " + section.name() + ": failed",
        "The cells with metrics were not compared with each other: %s (to be mended by the %s)."
                .formatted(failure.reason(), failure.actor().name().toLowerCase(Locale.ROOT))
            + (section.comparison() == null
                ? " No difference between them is a finding."
                : " The comparison below is an older one, of some of them."));
  }

  private static ComparisonTable of(Section section, ComparisonsFile file) {
    MetricComparison primary = file.primary();
    List<Grid> grids = new ArrayList<>();
    if (!primary.contrasts().isEmpty()) {
      grids.add(differences(section, primary));
    }
    if (!primary.ranks().isEmpty()) {
      grids.add(ranks(section, file, primary));
    }
    return new ComparisonTable(grids, notes(section, file, primary));
  }

  private static Grid differences(Section section, MetricComparison primary) {
    boolean margin = primary.contrasts().stream().anyMatch(c -> c.margin() != null);
    List<String> headings =
        new ArrayList<>(
            List.of("First - second", heading(primary), "[simultaneous]", "Adjusted p"));
    if (margin) {
      headings.add("Not inferior p");
      headings.add("Equivalent p");
    }
    headings.addAll(List.of("Discordant", "Finding"));
    List<List<String>> rows = new ArrayList<>();
    for (Contrast contrast : primary.contrasts()) {
      List<String> row = new ArrayList<>();
      row.add(contrast.label());
      row.add(Figures.shown(contrast.difference()));
      row.add(interval(contrast.simultaneousLower(), contrast.simultaneousUpper()));
      row.add(p(contrast.adjustedP()));
      if (margin) {
        MarginTest test = contrast.margin();
        row.add(test == null ? "" : p(test.firstNotInferior()));
        row.add(test == null ? "" : p(test.equivalent()));
      }
      row.add(contrast.discordantUnits() == null ? "" : contrast.discordantUnits().toString());
      row.add(contrast.verdict() + (contrast.confirmatory() ? "" : ", exploratory"));
      rows.add(row);
    }
    return new Grid(
        section.name() + ": differences in " + primary.name(),
        headings,
        List.of(0, headings.size() - 1),
        rows);
  }

  private static Grid ranks(Section section, ComparisonsFile file, MetricComparison primary) {
    Map<String, Double> points =
        primary.points().stream().collect(Collectors.toMap(Point::cellId, Point::value));
    Map<String, String> names =
        file.cells().stream().collect(Collectors.toMap(ComparedCell::cellId, ComparedCell::name));
    List<List<String>> rows = new ArrayList<>();
    for (RankSet rank : primary.ranks()) {
      rows.add(
          List.of(
              names.getOrDefault(rank.cellId(), rank.cellId()),
              Figures.shown(points.get(rank.cellId())),
              rank.best() == rank.worst()
                  ? String.valueOf(rank.best())
                  : rank.best() + " to " + rank.worst()));
    }
    return new Grid(
        section.name() + ": ranks by " + primary.name(),
        List.of("Cell", heading(primary), "Ranks left open"),
        List.of(0),
        rows);
  }

  private static String heading(MetricComparison metric) {
    return Metrics.heading(metric.name());
  }

  private static String interval(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? "none"
        : "[" + Figures.shown(lower) + ", " + Figures.shown(upper) + "]";
  }

  /** A p of resamples or of a test; never 0. */
  static String p(@Nullable Double value) {
    return value == null
        ? Figures.UNDEFINED
        : value < LEAST_P ? "below " + Figures.exact(LEAST_P) : Figures.shown(value);
  }

  private static List<Note> notes(Section section, ComparisonsFile file, MetricComparison primary) {
    List<Note> notes = new ArrayList<>();
    String of = "Comparison on " + section.name();
    notes.add(new Note(of, declared(section, file, primary)));
    if (!primary.contrasts().isEmpty()) {
      notes.add(new Note(of + ": finding", finding(file, primary)));
    }
    List<String> remarks = new ArrayList<>(file.notes());
    remarks.addAll(primary.notes());
    file.leftOut().forEach(cell -> remarks.add(cell.name() + " is left out: " + cell.reason()));
    ofContrasts(primary).forEach(remarks::add);
    if (!remarks.isEmpty()) {
      notes.add(new Note(of + ": remarks", sentences(remarks)));
    }
    return notes;
  }

  private static String declared(Section section, ComparisonsFile file, MetricComparison primary) {
    ComparisonPlan plan = file.plan();
    EvaluationPlan evaluation = file.evaluation();
    String text =
        (!file.declared()
                ? "The study declares no comparison, so the standard one holds: "
                : section.isExploratory()
                    ? "The family that the study declares for its own test images, exploratory here: "
                    : isOfAnotherLook(primary)
                        ? "The family that the study declares for other looks, exploratory here: "
                        : "Declared by the study before there were results: ")
            + primary.name()
            + " of "
            + family(plan)
            + ", a family of "
            + Words.many(primary.contrasts().size(), "difference")
            + ". Look "
            + file.look()
            + " at this test set ("
            + Words.many(file.images(), "image")
            + ").";
    if (primary.contrasts().isEmpty()) {
      return text;
    }
    if ("corrected-t".equals(primary.contrasts().getFirst().method())) {
      return text
          + " No simultaneous intervals: areas of different folds' models have no joint resamples."
          + " Adjusted p: "
          + primary.contrasts().getFirst().adjustedBy()
          + " over the family"
          + tests(primary)
          + ".";
    }
    return text
        + " [simultaneous]: max-T intervals that hold for the whole family at once with "
        + Figures.percent(1 - plan.alphaOfInterimAnalysis())
        + "% confidence, B = "
        + evaluation.resamples()
        + " joint "
        + (evaluation.resampling() == null ? "multinomial" : evaluation.resampling())
        + " resamples of "
        + Words.many(file.units(), "image".equals(evaluation.unit()) ? "image" : file.groupKind())
        + ", seed "
        + evaluation.seed()
        + (primary.seedsResampled() ? ", training seeds resampled" : "")
        + ". Adjusted p: "
        + primary.contrasts().getFirst().adjustedBy()
        + " over the family"
        + tests(primary)
        + ".";
  }

  private static boolean isOfAnotherLook(MetricComparison primary) {
    return !primary.contrasts().isEmpty()
        && primary.contrasts().stream().noneMatch(Contrast::confirmatory);
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

  /** Which p-values were adjusted, where max-T has not p-values of its own. */
  private static String tests(MetricComparison primary) {
    String tests =
        primary.contrasts().stream()
            .map(Contrast::test)
            .distinct()
            .collect(Collectors.joining(", "));
    return primary.contrasts().getFirst().adjustedBy().startsWith("max-T")
        ? " (tests beside it, in the CSV: " + tests + ")"
        : ", over p of " + tests;
  }

  private static String finding(ComparisonsFile file, MetricComparison primary) {
    boolean exploratory = primary.contrasts().stream().anyMatch(c -> !c.confirmatory());
    double[] resolvable =
        primary.contrasts().stream()
            .flatMap(c -> Optional.ofNullable(c.precision()).stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    String text =
        "Undecided is no proof of equality. "
            + (file.plan().margin() == null
                ? ""
                : "Margin "
                    + Figures.exact(file.plan().margin())
                    + ", p of each one-sided test not adjusted. ")
            + (exploratory ? "Exploratory: not declared before the test set was looked at. " : "")
            + "Discordant: units that tell the two cells apart; with fewer than 10 the exact test"
            + " decides. Ranks left open: every rank that the simultaneous intervals of all pairs"
            + " do not exclude. Bold in the table of metrics is the largest number, not a finding.";
    if (resolvable.length > 0) {
      String least = Figures.shown(resolvable[0]);
      String most = Figures.shown(resolvable[resolvable.length - 1]);
      text +=
          " The smallest true difference that this test set would show with a power of 80%: "
              + (least.equals(most) ? least : least + " to " + most)
              + ".";
    }
    return text + " Other metrics, all exploratory, are in the CSV and JSON.";
  }

  /** Each remark once, with the differences it is about; about all of them where it is. */
  private static List<String> ofContrasts(MetricComparison primary) {
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

  /** Not begun with a capital: a remark may begin with a model's name. */
  private static String sentences(List<String> remarks) {
    return String.join("; ", remarks.stream().distinct().toList()) + ".";
  }
}

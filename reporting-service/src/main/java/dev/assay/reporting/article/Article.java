// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.article;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.reporting.article.Checklists.Checklist;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The content of the article, by the template {@code article}.
 *
 * @param interactive whether a browser draws the figures anew; otherwise they are images of a PDF
 * @param warning what a reader must know first; empty if there is nothing
 * @param methods paragraphs
 * @param parts of each data set
 * @param report tables and notes
 * @param figures in their order
 * @param leftOut number of figures that only the export has
 * @param script of ECharts and the figures; empty in a PDF
 */
public record Article(
    String title,
    String studyId,
    boolean interactive,
    String warning,
    List<Paragraph> methods,
    List<PartLine> parts,
    List<PreprocessingTable.Line> preprocessing,
    HtmlReport report,
    List<Drawing> figures,
    int leftOut,
    List<Checklist> checklists,
    List<Card> cards,
    List<Fact> provenance,
    String script) {
  /** More rows would make an article that nobody reads; the export has the rest. */
  static final int MOST_FIGURES = 24;

  /** Of the table of models. */
  public List<String> cardHeadings() {
    return cards.stream().findFirst().stream()
        .flatMap(card -> card.facts().stream())
        .map(Fact::name)
        .toList();
  }

  /** A paragraph of the methods. */
  public record Paragraph(String title, String text) {}

  /** One part of a data set. */
  public record PartLine(
      String dataset, String part, int images, int groups, String classes, String leftOut) {}

  /**
   * A figure.
   *
   * @param svg of print; empty in a PDF
   * @param json kind and data for the script, safe inside an element
   */
  public record Drawing(
      int number, String name, String caption, int width, int height, String svg, String json) {}

  /** The models of one row in few words. */
  public record Card(String title, List<Fact> facts) {}

  /** A name and its value. */
  public record Fact(String name, String value) {}

  static Article of(Report report, List<Plot> plots, SvgPrinter printer, boolean interactive) {
    List<Plot> shown = plots.subList(0, Math.min(MOST_FIGURES, plots.size()));
    List<Drawing> figures = new ArrayList<>();
    for (Plot plot : shown) {
      figures.add(
          new Drawing(
              figures.size() + 1,
              plot.name(),
              plot.caption(),
              plot.width(),
              plot.height(),
              interactive ? printer.draw(plot) : "",
              interactive ? json(plot) : ""));
    }
    return new Article(
        report.name(),
        report.studyId(),
        interactive,
        warning(report),
        methods(report),
        parts(report),
        PreprocessingTable.of(report),
        HtmlReport.of(report),
        figures,
        plots.size() - shown.size(),
        Checklists.of(report),
        cards(report),
        provenance(report),
        interactive ? SvgPrinter.browserScript() : "");
  }

  /** Ends no element: a name in the data may be anything. */
  private static String json(Plot plot) {
    record Shown(String kind, Object data) {}
    return Json.write(new Shown(plot.kind().function(), plot.content().get().data()))
        .replace("<", "\\u003c");
  }

  private static String warning(Report report) {
    List<String> warnings = new ArrayList<>();
    if (report.partial()) {
      warnings.add("The study still runs: results are missing.");
    }
    if (report.sections().stream()
        .anyMatch(section -> section.split() != null && section.split().synthetic())) {
      warnings.add("Images were drawn by a program: these numbers mean nothing.");
    }
    return String.join(" ", warnings);
  }

  // ---- methods ------------------------------------------------------------------------------

  private static List<Paragraph> methods(Report report) {
    List<Paragraph> all = new ArrayList<>();
    all.add(
        new Paragraph(
            "Design",
            "%d rows were compared on %s: %s. Each was trained with %d seed%s; a value is the mean over the seeds."
                .formatted(
                    report.rows().size(),
                    sets(report),
                    report.cells().stream()
                        .map(cell -> PaperNames.backbone(cell))
                        .distinct()
                        .collect(Collectors.joining(", ")),
                    report.seeds().size(),
                    report.seeds().size() == 1 ? "" : "s")));
    all.add(
        new Paragraph(
            "Splits",
            "Whole groups of images (patients or lesions, where ids are known) were assigned to"
                + " training, validation and test, stratified by class, unless the data set has"
                + " parts of its own. No group is in two parts."));
    all.add(
        new Paragraph(
            "Training",
            report.cells().stream()
                    .map(
                        cell ->
                            "Recipe %s, %s: %s with learning rate %s, batches of %d, at most %d epochs."
                                .formatted(
                                    cell.recipe().name(),
                                    trained(cell),
                                    cell.recipe().optimizer(),
                                    Figures.exact(cell.recipe().learningRate()),
                                    cell.recipe().batchSize(),
                                    cell.recipe().epochs()))
                    .distinct()
                    .collect(Collectors.joining(" "))
                + " The model that was kept was chosen on validation images ("
                + report.checkpoint().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                + ") and tested once."));
    all.add(
        new Paragraph(
            "Statistics",
            "Intervals are of %s %% from %d resamples of whole %ss (%s). Differences of the declared family have simultaneous intervals and adjusted p-values; everything that was not declared before there were results is exploratory."
                .formatted(
                    Figures.percent(report.plan().confidence()),
                    report.plan().resamples(),
                    report.plan().unit(),
                    report.plan().method())));
    return all;
  }

  private static String sets(Report report) {
    return report.sections().stream().map(Section::title).collect(Collectors.joining(", "));
  }

  // ---- data sheet ---------------------------------------------------------------------------

  private static List<PartLine> parts(Report report) {
    List<PartLine> lines = new ArrayList<>();
    for (Section section : report.sections()) {
      SplitFacts split = section.split();
      if (split != null) {
        String leftOut =
            split.quarantined().entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        lines.add(part(section, "training", split, split.train(), leftOut));
        lines.add(part(section, "validation", split, split.validation(), ""));
        lines.add(part(section, "test", split, split.test(), ""));
      }
    }
    return lines;
  }

  private static PartLine part(
      Section section, String name, SplitFacts split, SplitFacts.PartSize size, String leftOut) {
    return new PartLine(
        section.title(),
        name,
        size.images(),
        size.groups(),
        TestImages.counts(split, size),
        leftOut);
  }

  // ---- models and provenance ----------------------------------------------------------------

  private static List<Card> cards(Report report) {
    List<Card> cards = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Row row : report.trainedRows()) {
      if (!row.runs().isEmpty() && seen.add(row.cell().cellId())) {
        ModelFacts first = row.runs().getFirst();
        List<Fact> facts = new ArrayList<>();
        facts.add(
            new Fact(
                "parameters", first.parameters() + ", trained " + first.trainableParameters()));
        facts.add(
            new Fact(
                "weights",
                row.cell().weights().isRandom() ? "random" : row.cell().weights().source()));
        facts.add(new Fact("head", PaperNames.head(row.cell().head())));
        facts.add(
            new Fact(
                "kept epochs",
                row.runs().stream()
                    .map(run -> run.epoch() + " of " + run.epochs())
                    .collect(Collectors.joining(", "))));
        facts.add(
            new Fact(
                "sha256 of the models",
                row.runs().stream()
                    .map(run -> run.modelSha256().substring(0, 12))
                    .collect(Collectors.joining(", "))));
        cards.add(
            new Card(
                "%s, %s, on %s, %s"
                    .formatted(
                        PaperNames.backbone(row.cell()),
                        row.cell().trainingLabel(),
                        row.cell().dataset(),
                        PaperNames.percent(row.cell().subsetRatio())),
                facts));
      }
    }
    return cards;
  }

  private static List<Fact> provenance(Report report) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("study", report.studyId()));
    facts.add(
        new Fact(
            "seeds",
            report.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))));
    facts.add(new Fact("threads, device", report.threads() + ", " + report.device()));
    for (Section section : report.sections()) {
      SplitFacts split = section.split();
      if (split != null) {
        facts.add(new Fact("version of " + section.name(), split.version()));
        facts.add(new Fact("split of " + section.name(), split.splitId()));
      }
      section
          .comparisons()
          .ifPresent(
              file -> facts.add(new Fact("comparison of " + section.name(), file.comparisonKey())));
      for (Row row : section.rows()) {
        row.metrics()
            .ifPresent(
                file ->
                    facts.add(
                        new Fact(
                            "evaluation of cell " + row.cell().cellId(), file.evaluationKey())));
      }
    }
    return facts;
  }

  private static String trained(Cell cell) {
    Adaptation part = cell.recipe().adaptation();
    return part != null ? part.sentence() : cell.frozen() ? "backbone frozen" : "all layers";
  }
}

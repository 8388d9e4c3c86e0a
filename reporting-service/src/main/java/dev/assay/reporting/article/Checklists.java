// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.article;

import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.CellSubgroups;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reporting checklists, filled in where the stored results know the answer. What an item asks for
 * is said in few words; the published wording counts. CLAIM 2024: Tejani et al., Radiology:
 * Artificial Intelligence 6(4), 2024, e240300. TRIPOD+AI: Collins et al., BMJ 385, 2024, e078378.
 */
public final class Checklists {
  private final Report report;
  private final List<Item> items = new ArrayList<>();

  private Checklists(Report report) {
    this.report = report;
  }

  /**
   * One item.
   *
   * @param answer from the stored results; empty where the authors must answer
   */
  public record Item(String number, String topic, String answer) {
    public boolean isKnown() {
      return !answer.isEmpty();
    }
  }

  /** A checklist with the number of its items that are filled in. */
  public record Checklist(String title, String source, List<Item> items) {
    public int count() {
      return items.size();
    }

    public long known() {
      return items.stream().filter(Item::isKnown).count();
    }
  }

  static List<Checklist> of(Report report) {
    return List.of(
        new Checklist(
            "CLAIM 2024",
            "Tejani et al., Radiology: Artificial Intelligence 6(4), 2024, e240300",
            new Checklists(report).claim()),
        new Checklist(
            "TRIPOD+AI",
            "Collins et al., BMJ 385, 2024, e078378",
            new Checklists(report).tripod()));
  }

  private void ask(String number, String topic) {
    items.add(new Item(number, topic, ""));
  }

  private void tell(String number, String topic, String answer) {
    items.add(new Item(number, topic, answer));
  }

  private List<Item> claim() {
    tell("1", "Identified as a study of AI, with the technology", "Deep learning: " + backbones());
    ask("2", "Structured summary");
    ask("3", "Background, intended use and role of the AI");
    ask("4", "Aims, objectives, hypotheses");
    ask("5", "Prospective or retrospective");
    tell("6", "Goal of the study", "Comparison of pretrained image models for classification");
    tell("7", "Sources of the data", datasets());
    ask("8", "Inclusion and exclusion criteria of patients");
    tell("9", "Preprocessing of the data", "Table of preprocessing");
    tell("10", "Selection of subsets of the data", subsets());
    tell(
        "11",
        "De-identification",
        "Images and groups are known to Assay by hashes and pseudonyms only; what was done before"
            + " is for the authors to say");
    tell(
        "12",
        "Missing data",
        "Unreadable images were left out, with counts by reason: " + leftOut());
    ask("13", "Image acquisition");
    ask("14", "How the reference standard was obtained");
    ask("15", "Why this reference standard");
    ask("16", "Who annotated");
    ask("17", "Annotation of the test set");
    ask("18", "Variability of annotators");
    tell("19", "How data were assigned to parts", splits());
    tell("20", "Level at which parts are disjoint", disjoint());
    tell(
        "21",
        "Intended sample size",
        "The smallest detectable difference is in the table of differences; a planned size is for"
            + " the authors to say");
    tell("22", "Model: architecture, inputs, outputs", "Model cards and table of preprocessing");
    tell("23", "Software", engines() + "; Assay");
    tell("24", "Initial parameters", weights());
    tell("25", "Training", recipes());
    tell(
        "26",
        "How the final model was chosen",
        "Checkpoint "
            + report.checkpoint().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
            + " on the validation images");
    tell("27", "Ensembles", "None: a row is the mean of the metrics over its seeds");
    tell("28", "Metrics", metrics());
    tell("29", "Uncertainty and significance", uncertainty());
    tell(
        "30",
        "Robustness or sensitivity",
        report.seeds().size()
            + " training seeds"
            + (hasSubgroups() ? ", subgroups" : "")
            + (report.plan().robustness() == null ? "" : ", corrupted test images"));
    ask("31", "Explainability");
    tell(
        "32",
        "Evaluation on internal data",
        "Test part of each data set, of patients that no model had seen");
    tell("33", "Testing on external data", external());
    ask("34", "Registration");
    tell("35", "Numbers included and excluded", "Data sheet");
    ask("36", "Demographic and clinical characteristics of each part");
    tell("37", "Performance with uncertainty", "Tables and figures");
    tell("38", "Diagnostic performance with precision", "Tables of metrics with intervals");
    tell(
        "39",
        "Failure analysis",
        "Confusion matrices; single images are for the authors to discuss");
    ask("40", "Limitations");
    ask("41", "Implications for practice");
    tell("42", "Full protocol or details", "Provenance and the exported study");
    tell(
        "43",
        "Availability of software, models and data",
        "The export has models, predictions and splits; where they are published is for the authors"
            + " to say");
    ask("44", "Funding");
    return items;
  }

  private List<Item> tripod() {
    ask("1", "Title");
    ask("2", "Abstract");
    ask("3a", "Context and rationale");
    ask("3b", "Target population and purpose");
    ask("3c", "Known health inequalities");
    ask("4", "Objectives");
    tell("5a", "Sources of data", datasets());
    ask("5b", "Dates of the data");
    ask("6a", "Setting");
    ask("6b", "Eligibility");
    ask("6c", "Treatments");
    tell("7", "Data preparation", "Table of preprocessing; left out: " + leftOut());
    tell(
        "8a",
        "Outcome",
        (report.hasFindings() ? "Findings in the image: " : "Class of the image: ") + classes());
    ask("8b", "Assessors of the outcome");
    ask("8c", "Blinding of the outcome's assessment");
    tell("9a", "Predictors", "The pixels of one image");
    tell("9b", "Definition of predictors", "Table of preprocessing");
    ask("9c", "Assessors of predictors");
    tell("10", "Sample size", splits());
    tell("11", "Missing data", "No image without pixels or class is used; left out: " + leftOut());
    tell("12a", "Use of the data in the analysis", splits());
    tell("12b", "Handling of predictors", "Table of preprocessing");
    tell("12c", "Type of model, building, internal validation", backbones() + "; " + recipes());
    tell("12d", "Heterogeneity between clusters", disjoint());
    tell("12e", "Measures of performance", metrics() + "; " + uncertainty());
    tell("12f", "Updating of models", "None");
    tell(
        "12g",
        "How predictions were calculated",
        report.hasFindings()
            ? "The probability of each finding; no threshold is chosen"
            : "The most probable class; probabilities are in the export");
    tell(
        "13",
        "Class imbalance",
        "Counts of classes are in the data sheet; loss weights, where a recipe has them, in the"
            + " notes");
    tell("14", "Fairness", hasSubgroups() ? "Tables of subgroups" : "");
    tell(
        "15",
        "Output of the model",
        "One probability for each " + (report.hasFindings() ? "finding" : "class"));
    tell("16", "Differences between training and evaluation", "Same preprocessing; " + external());
    ask("17", "Ethical approval");
    ask("18a", "Funding");
    ask("18b", "Conflicts of interest");
    ask("18c", "Protocol");
    ask("18d", "Registration");
    ask("18e", "Availability of data");
    tell("18f", "Availability of code", "Assay, Apache License 2.0; the study is in the export");
    ask("19", "Involvement of patients and the public");
    tell("20a", "Flow of participants", "Data sheet");
    ask("20b", "Characteristics of participants");
    tell(
        "20c", "Comparison of development and evaluation data", "Data sheet: classes of each part");
    tell("21", "Numbers in each analysis", "Data sheet");
    tell("22", "The full model", "Model files and cards of the export");
    tell("23a", "Performance with intervals", "Tables and figures");
    tell(
        "23b",
        "Heterogeneity of performance",
        hasVariation()
            ? "Table of heterogeneity between subgroups (random effects), tables of subgroups"
            : hasSubgroups() ? "Tables of subgroups" : "");
    tell("24", "Results of updating", "None was done");
    ask("25", "Interpretation");
    ask("26", "Limitations");
    ask("27a", "Poor or missing input at use");
    ask("27b", "Interaction of users");
    ask("27c", "Next steps");
    return items;
  }

  // ---- what is known ------------------------------------------------------------------------

  private String backbones() {
    return report.cells().stream()
        .map(cell -> PaperNames.backbone(cell))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String datasets() {
    return report.sections().stream().map(Section::title).collect(Collectors.joining(", "))
        + "; their origin is for the authors to say";
  }

  private List<SplitFacts> facts() {
    return report.sections().stream().map(Section::split).filter(Objects::nonNull).toList();
  }

  private String subsets() {
    return report.cells().stream()
            .map(cell -> PaperNames.percent(cell.subsetRatio()))
            .distinct()
            .collect(Collectors.joining(", "))
        + " of the training groups, nested";
  }

  private String leftOut() {
    String reasons =
        facts().stream()
            .flatMap(split -> split.quarantined().entrySet().stream())
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? "none" : reasons;
  }

  private String splits() {
    return facts().stream()
        .map(
            split ->
                "%d / %d / %d images to training / validation / test (seed %d)"
                    .formatted(
                        split.train().images(),
                        split.validation().images(),
                        split.test().images(),
                        split.seed()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private String disjoint() {
    return facts().stream()
        .map(SplitFacts::groupKind)
        .distinct()
        .map(
            kind ->
                kind.equals("image")
                    ? "images: there are no ids of patients"
                    : "whole groups, each a " + kind)
        .collect(Collectors.joining("; "));
  }

  private String classes() {
    return facts().stream()
        .map(split -> String.join(", ", split.classes()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private String engines() {
    return report.rows().stream()
        .flatMap(row -> row.runs().stream())
        .map(run -> run.engine() + " on " + run.deviceClass())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String weights() {
    return report.cells().stream()
        .map(
            cell ->
                PaperNames.backbone(cell)
                    + ": "
                    + (cell.weights().isRandom()
                        ? "random"
                        : "pretrained on " + cell.weights().source()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private String recipes() {
    return report.cells().stream()
        .map(
            cell ->
                "recipe %s: %s, learning rate %s, batches of %d, up to %d epochs, %s"
                    .formatted(
                        cell.recipe().name(),
                        cell.recipe().optimizer(),
                        Figures.exact(cell.recipe().learningRate()),
                        cell.recipe().batchSize(),
                        cell.recipe().epochs(),
                        cell.frozen()
                            ? "head alone"
                            : cell.recipe().adaptation() == null
                                ? "all layers"
                                : cell.recipe().adaptation().sentence()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private String metrics() {
    return report.rows().stream()
        .flatMap(row -> row.metrics().stream())
        .findFirst()
        .map(
            file ->
                file.metrics().test().stream()
                    .map(metric -> PaperNames.metricInSentence(metric.name()))
                    .distinct()
                    .collect(Collectors.joining(", ")))
        .orElse("");
  }

  private String uncertainty() {
    return "%s %% intervals from %d resamples of whole %ss; differences with simultaneous intervals and adjusted p"
        .formatted(
            Figures.percent(report.plan().confidence()),
            report.plan().resamples(),
            report.plan().unit());
  }

  private boolean hasSubgroups() {
    return report.plan().subgroups() != null;
  }

  private boolean hasVariation() {
    return report.sections().stream()
        .flatMap(section -> CellSubgroups.of(section).stream())
        .anyMatch(of -> of.metrics().variation() != null);
  }

  private String external() {
    String sets =
        report.sections().stream()
            .filter(section -> section.split() != null && section.split().external() != null)
            .map(Section::name)
            .collect(Collectors.joining(", "));
    return sets.isEmpty() ? "no external data" : "external: " + sets;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.FindingsDocument.Finding;
import dev.assay.cli.evaluate.FindingsDocument.FindingDifferences;
import dev.assay.cli.evaluate.FindingsDocument.MetricDifferences;
import dev.assay.cli.evaluate.FindingsDocument.Model;
import dev.assay.cli.evaluate.FindingsDocument.ModelFinding;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.FindingModel;
import dev.assay.statistics.comparison.FindingsComparison;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scores and compares models on a test set of several findings per image. */
public final class FindingsEvaluator {
  private final ScoredFindings scored;
  private final ComparisonPlan plan;
  private final List<Metric> shown;

  private FindingsEvaluator(ScoredFindings scored, ComparisonPlan plan, List<Metric> shown) {
    this.scored = scored;
    this.plan = plan;
    this.shown = shown;
  }

  /**
   * Whether the files have findings, and not one label; so does the folder of an exported study
   * with several data sets, each of which is a finding.
   *
   * @throws CliException if only some have, or one cannot be read
   */
  public static boolean areFindings(List<NamedFile> files) {
    if (files.stream().anyMatch(file -> Files.isDirectory(file.file()))) {
      if (files.size() > 1) {
        throw CliException.badInput(
            "a folder of 'assay export' with several data sets is evaluated by itself, without"
                + " other files");
      }
      return true;
    }
    List<Path> with = new ArrayList<>();
    List<Path> without = new ArrayList<>();
    for (NamedFile file : files) {
      boolean findings = FindingsReader.areFindings(CsvRows.header(file.file()));
      (findings ? with : without).add(file.file());
    }
    if (!with.isEmpty() && !without.isEmpty()) {
      throw CliException.badInput(
          "%s has findings (columns true_<finding>), %s has none; all files must be of one test set"
              .formatted(with.getFirst(), without.getFirst()));
    }
    return !with.isEmpty();
  }

  /** The names of the models of files that {@link #areFindings}. */
  public static List<String> models(List<NamedFile> files) {
    Path first = files.getFirst().file();
    return Files.isDirectory(first)
        ? ExportedFindings.models(first)
        : files.stream().map(NamedFile::model).distinct().toList();
  }

  /**
   * @param files at least one, of findings; or the folder of an exported study
   * @param groupColumn name of the column of groups; null: the first of the usual names
   * @param plan whose primary metric is one of {@link FindingsEvaluation#METRICS}
   * @param shown metrics of the tables, the primary one first
   * @throws CliException if a file is wrong
   */
  public static FindingsDocument of(
      List<NamedFile> files,
      @Nullable String groupColumn,
      ComparisonPlan plan,
      List<Metric> shown) {
    Path first = files.getFirst().file();
    ScoredFindings scored =
        Files.isDirectory(first)
            ? ExportedFindings.read(first)
            : ScoredFindings.read(files, groupColumn);
    return new FindingsEvaluator(scored, plan, shown).evaluate();
  }

  private FindingsDocument evaluate() {
    FindingSet set = scored.set();
    ResamplingPlan resampling = plan.resampling();
    List<String> notes = new ArrayList<>(scored.notes());
    if (scored.groupColumn() == null) {
      notes.add(
          "no file has a column of patients or other groups, so every image is taken as"
              + " independent");
    }
    if (resampling.method() != ResamplingPlan.Method.PER_METRIC) {
      notes.add("the intervals of means over findings are those of --method per-metric");
    }
    return new FindingsDocument(
        set.rows(),
        set.groups().count(),
        scored.groupColumn(),
        resampling.resamples(),
        resampling.confidence(),
        resampling.unit().name().toLowerCase(Locale.ROOT),
        resampling.seed(),
        shown.stream().map(Metric::key).toList(),
        findings(set),
        scored.models().stream().map(this::model).toList(),
        scored.models().size() < 2 ? null : comparison(),
        notes);
  }

  private static List<Finding> findings(FindingSet set) {
    List<Finding> findings = new ArrayList<>();
    for (int f = 0; f < set.findings().size(); f++) {
      int present = set.images(f, Truth.PRESENT);
      int known = present + set.images(f, Truth.ABSENT);
      findings.add(
          new Finding(
              set.findings().get(f),
              known,
              present,
              known == 0 ? null : Double.valueOf((double) present / known),
              set.whyNoArea(f).orElse(null)));
    }
    return findings;
  }

  private Model model(FindingModel model) {
    FindingsEvaluation of = FindingsEvaluation.of(scored.set(), model.seeds(), plan.resampling());
    return new Model(
        model.name(),
        scored.files().getOrDefault(model.name(), List.of()).stream().map(Path::toString).toList(),
        of.findings().stream()
            .map(
                finding ->
                    new ModelFinding(
                        finding.finding(),
                        finding.metrics().stream().map(Evaluator::value).toList()))
            .toList(),
        of.means().stream().map(Evaluator::value).toList());
  }

  private FindingsDocument.Comparison comparison() {
    Set<Metric> exploratory = EnumSet.copyOf(shown);
    FindingsComparison compared =
        FindingsComparison.of(scored.set(), scored.models(), plan, exploratory);
    return new FindingsDocument.Comparison(
        Evaluator.family(plan.family()),
        plan.source().label(),
        plan.alpha(),
        plan.margin(),
        plan.interimAnalyses().number(),
        compared.metrics().stream().map(FindingsEvaluator::differences).toList(),
        compared.notes());
  }

  private static MetricDifferences differences(FindingsComparison.OfMetric of) {
    return new MetricDifferences(
        of.metric().key(),
        of.primary(),
        of.findings().stream()
            .map(
                finding ->
                    new FindingDifferences(
                        finding.finding(),
                        finding.contrasts().stream()
                            .map(row -> Evaluator.row(row, of.metric().higherIsBetter()))
                            .toList()))
            .toList(),
        of.means().stream().map(row -> Evaluator.row(row, of.metric().higherIsBetter())).toList(),
        of.notes());
  }
}

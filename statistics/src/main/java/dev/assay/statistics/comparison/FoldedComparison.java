// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.AcrossFolds;
import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.CorrectedT;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.FoldedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cells on the folds of a cross-validation. Metrics of decisions and losses are compared on the
 * pooled out-of-fold predictions, as on any test set. Metrics of ranks cannot be pooled (see {@link
 * AcrossFolds}): their differences on the folds are tested by the corrected t test. Its p-values
 * are adjusted by Holm's method where max-T was declared, because folds have no joint resamples.
 */
public final class FoldedComparison {
  private static final String TEST = "corrected t over folds (Nadeau-Bengio)";

  private final FoldedSet folded;
  private final List<ComparedCell> cells;
  private final List<String> names;
  private final ComparisonPlan plan;
  private final List<Contrast> contrasts;

  private FoldedComparison(FoldedSet folded, List<ComparedCell> cells, ComparisonPlan plan) {
    this.folded = folded;
    this.cells = cells;
    this.plan = plan;
    names = cells.stream().map(ComparedCell::name).toList();
    contrasts = plan.family().contrasts(names);
  }

  /**
   * @param cells at least two, with scores of all rows, each by the model of its fold
   * @param exploratory further metrics; the primary one need not be among them
   */
  public static ModelComparison of(
      FoldedSet folded, List<ComparedCell> cells, ComparisonPlan plan, Set<Metric> exploratory) {
    FoldedComparison comparison = new FoldedComparison(folded, cells, plan);
    List<Metric> wanted = ModelComparison.metrics(plan, comparison.names, exploratory);
    List<Metric> pooled = wanted.stream().filter(m -> !m.ranked()).toList();
    FamilyComparison ofPooled = new FamilyComparison(folded.set(), cells, plan, pooled);
    List<String> notes = new ArrayList<>();
    plan.interimAnalyses().note(comparison.names).ifPresent(notes::add);
    notes.add(
        "out-of-fold predictions of "
            + folded.folds()
            + " folds, pooled and resampled by whole groups; the models of two folds share"
            + " training images, so their spread over training sets is not in the intervals"
            + " (Bengio and Grandvalet 2004)");
    return new ModelComparison(
        comparison.names,
        folded.set().rows(),
        folded.set().units(plan.resampling().unit()).count(),
        plan,
        wanted.stream().map(m -> m.ranked() ? comparison.of(m) : ofPooled.of(m)).toList(),
        notes);
  }

  private MetricComparison of(Metric metric) {
    List<@Nullable Double> points = new ArrayList<>();
    List<double[]> ofFolds = new ArrayList<>();
    Optional<String> undefined = Optional.empty();
    for (ComparedCell cell : cells) {
      switch (AcrossFolds.of(metric, folded, cell.scores())) {
        case AcrossFolds.Found.Values found -> {
          points.add(found.values().mean().mean());
          ofFolds.add(found.values().ofFolds());
        }
        case AcrossFolds.Found.Undefined none -> {
          points.add(null);
          undefined =
              Optional.of(metric.key() + " is undefined for " + cell.name() + ": " + none.reason());
        }
      }
    }
    boolean primary = metric == plan.primary();
    if (undefined.isPresent()) {
      return new MetricComparison(
          metric, primary, points, false, 0, List.of(), List.of(), List.of(undefined.get()));
    }
    return new OfMetric(metric, primary, points, ofFolds).result();
  }

  /** One metric of ranks. */
  private final class OfMetric {
    private final Metric metric;
    private final boolean primary;
    private final List<@Nullable Double> points;
    private final List<double[]> ofFolds;

    OfMetric(
        Metric metric, boolean primary, List<@Nullable Double> points, List<double[]> ofFolds) {
      this.metric = metric;
      this.primary = primary;
      this.points = points;
      this.ofFolds = ofFolds;
    }

    MetricComparison result() {
      List<CorrectedT> differences = contrasts.stream().map(this::difference).toList();
      Adjustment adjustment = plan.source().adjustment().orElse(Adjustment.HOLM);
      double[] adjusted = adjusted(differences, adjustment);
      List<String> notes = new ArrayList<>();
      notes.add(AcrossFolds.REASON);
      if (plan.source() == AdjustedBy.MAX_T) {
        notes.add(
            "adjusted by Holm's method, with Bonferroni's simultaneous intervals: folds have no"
                + " joint resamples for max-T");
      }
      List<ContrastResult> results = new ArrayList<>();
      for (int k = 0; k < contrasts.size(); k++) {
        results.add(contrast(contrasts.get(k), differences.get(k), adjusted[k]));
      }
      return new MetricComparison(metric, primary, points, false, 0, results, ranks(), notes);
    }

    private CorrectedT difference(Contrast contrast) {
      double[] values = new double[folded.folds()];
      for (int fold = 0; fold < values.length; fold++) {
        int f = fold;
        values[fold] = contrast.of(model -> ofFolds.get(model)[f]);
      }
      return CorrectedT.of(values, folded.testShare());
    }

    /** What has no p stays in the family as what cannot be rejected. */
    private static double[] adjusted(List<CorrectedT> differences, Adjustment adjustment) {
      return adjustment.adjust(
          differences.stream().mapToDouble(d -> d.hasSpread() ? d.p() : 1).toArray());
    }

    private ContrastResult contrast(Contrast contrast, CorrectedT difference, double adjusted) {
      boolean spread = difference.hasSpread();
      double confidence = plan.resampling().confidence();
      List<String> added = plan.interimAnalyses().added(names);
      boolean isAdded = contrast.models().anyMatch(cell -> added.contains(names.get(cell)));
      @Nullable Margin margin = spread ? margin(difference) : null;
      return new ContrastResult(
          contrast,
          primary && !isAdded,
          difference.mean(),
          spread ? Double.valueOf(difference.standardError()) : null,
          spread
              ? interval(difference, difference.interval(confidence))
              : new IntervalEstimate.None("every fold has the same difference"),
          spread ? simultaneous(difference, adjusted) : null,
          TEST,
          spread ? Double.valueOf(difference.p()) : null,
          plan.source() == AdjustedBy.MAX_T ? AdjustedBy.HOLM : plan.source(),
          spread ? Double.valueOf(adjusted) : null,
          null,
          margin,
          spread
              ? Double.valueOf(
                  Math.min(
                      1,
                      (difference.quantile(plan.alpha() / 2 / contrasts.size())
                              + ContrastRows.POWER)
                          * difference.standardError()))
              : null,
          // the Bayesian correlated t-test: Corani and Benavoli, Mach. Learn. 100 (2015) 285-304
          spread && difference.mean() != 0 ? Double.valueOf(difference.p() / 2) : null,
          verdict(difference, adjusted, margin),
          List.of());
    }

    /** Bonferroni's, and without 0 exactly where the adjusted p rejects it. */
    private Difference.Ends simultaneous(CorrectedT difference, double adjusted) {
      return new PairedInference(
              TEST,
              IntervalEstimate.Method.CORRECTED_T,
              difference.mean(),
              difference.standardError(),
              new PairedInference.PValue(difference::p),
              alpha -> {
                Binomial.Bounds ends = difference.interval(1 - alpha);
                return new Difference.Ends(ends.lower(), ends.upper());
              },
              null,
              List.of())
          .interval(plan.alpha() / contrasts.size(), adjusted <= plan.alpha());
    }

    private IntervalEstimate interval(CorrectedT difference, Binomial.Bounds bounds) {
      return new IntervalEstimate.Interval(
          bounds.lower(),
          bounds.upper(),
          plan.resampling().confidence(),
          IntervalEstimate.Method.CORRECTED_T,
          plan.resampling().unit(),
          false,
          0,
          0,
          difference.standardError(),
          List.of());
    }

    private @Nullable Margin margin(CorrectedT difference) {
      Double delta = plan.margin();
      if (delta == null) {
        return null;
      }
      double notBelow = difference.pAbove(-delta);
      double notAbove = difference.pBelow(delta);
      double both = Math.max(notBelow, notAbove);
      double level = plan.alpha() / contrasts.size();
      Binomial.Bounds ends = difference.interval(1 - 2 * level);
      return new Margin(
          delta,
          notBelow,
          notAbove,
          both,
          both,
          new Difference.Ends(ends.lower(), ends.upper()),
          1 - 2 * level);
    }

    private Verdict verdict(CorrectedT difference, double adjusted, @Nullable Margin margin) {
      boolean high = metric.higherIsBetter();
      if (difference.hasSpread() && adjusted <= plan.alpha()) {
        return difference.mean() > 0 == high ? Verdict.FIRST_BETTER : Verdict.SECOND_BETTER;
      }
      if (!difference.hasSpread()) {
        return Verdict.UNTESTABLE;
      }
      if (margin == null) {
        return Verdict.UNDECIDED;
      }
      // Bonferroni over the family
      double level = plan.alpha() / contrasts.size();
      boolean notBelow = margin.pFirstNotInferior() <= level;
      boolean notAbove = margin.pSecondNotInferior() <= level;
      return Verdict.within(high, notBelow, notAbove);
    }

    /** By the adjusted tests of all pairs, whatever the family. */
    private List<RankSet> ranks() {
      List<Contrast> pairs = new Family.AllPairs().contrasts(names);
      List<CorrectedT> differences = pairs.stream().map(this::difference).toList();
      double[] adjusted = adjusted(differences, Adjustment.BONFERRONI);
      return RankSet.of(
          names,
          pairs,
          k -> {
            if (!differences.get(k).hasSpread() || adjusted[k] > plan.alpha()) {
              return 0;
            }
            return differences.get(k).mean() > 0 == metric.higherIsBetter() ? 1 : -1;
          });
    }
  }
}

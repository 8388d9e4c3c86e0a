package dev.assay.statistics.comparison;

import dev.assay.statistics.Bca;
import dev.assay.statistics.Bootstrap;
import dev.assay.statistics.IntervalEstimate;
import dev.assay.statistics.Intervals;
import dev.assay.statistics.Jackknife;
import dev.assay.statistics.LabelledSet;
import dev.assay.statistics.Metric;
import dev.assay.statistics.Replicates;
import dev.assay.statistics.ResamplingPlan;
import dev.assay.statistics.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Resamples all cells together and puts together what the family's differences, the tests and the
 * adjustment say. The first rule that fits decides how a metric is resampled:
 *
 * <ol>
 *   <li>undefined for a cell, a calibration error, or one unit: not compared, with the reason;
 *   <li>a metric that needs every class, one of fewer than {@link
 *       Intervals#FEWEST_UNITS_OF_A_CLASS} units: points and tests, no interval;
 *   <li>the plan asks for strata, one class has fewer than {@link Intervals#FEW_UNITS_OF_A_CLASS}
 *       units, or more than {@link Intervals#MOST_DROPPED} of the resamples leave it undefined for
 *       a cell: within each class, and a note says so;
 *   <li>else as the plan says.
 * </ol>
 */
final class FamilyComparison {
  /** Upper 20 % point of the standard normal: a power of 80 %. */
  private static final double POWER = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.2);

  private static final double ROUNDING = 1e-12;

  private final LabelledSet set;
  private final Units units;
  private final List<ComparedCell> cells;
  private final List<String> names;
  private final ComparisonPlan plan;
  private final List<Contrast> contrasts;
  private final List<Contrast> pairs;
  private final boolean seedsResampled;
  private final int fewestUnitsOfAClass;
  private final PairedTest tests;
  private final Map<Metric, List<@Nullable Double>> points = new EnumMap<>(Metric.class);
  private final List<Map<Metric, Replicates>> simple;

  FamilyComparison(
      LabelledSet set, List<ComparedCell> cells, ComparisonPlan plan, List<Metric> metrics) {
    this.set = set;
    this.units = set.units(plan.resampling().unit());
    this.cells = List.copyOf(cells);
    this.plan = plan;
    names = cells.stream().map(ComparedCell::name).toList();
    contrasts = plan.family().contrasts(names);
    pairs = new Family.AllPairs().contrasts(names);
    seedsResampled =
        cells.stream().allMatch(cell -> cell.seeds().size() >= Intervals.SEEDS_TO_RESAMPLE);
    fewestUnitsOfAClass = Arrays.stream(set.unitsPerClass(units)).min().orElseThrow();
    tests =
        new PairedTest(set, units, this.cells, plan.decisions(), plan.resampling().confidence());
    metrics.forEach(metric -> points.put(metric, points(metric)));
    List<Metric> resampled = metrics.stream().filter(m -> whyNotCompared(m).isEmpty()).toList();
    simple = resampled(Bootstrap.of(set, plan.resampling()), resampled);
  }

  private List<Map<Metric, Replicates>> resampled(Bootstrap bootstrap, List<Metric> metrics) {
    return metrics.isEmpty()
        ? List.of()
        : cells.stream()
            .map(cell -> bootstrap.replicates(metrics, cell.scores(), seedsResampled))
            .toList();
  }

  private List<@Nullable Double> points(Metric metric) {
    List<@Nullable Double> values = new ArrayList<>();
    for (ComparedCell cell : cells) {
      double sum = 0;
      for (var scores : cell.scores()) {
        sum += metric.of(set, scores).number().orElse(Double.NaN);
      }
      values.add(Double.isNaN(sum) ? null : Double.valueOf(sum / cell.seeds().size()));
    }
    return values;
  }

  private List<@Nullable Double> pointsOf(Metric metric) {
    return points.getOrDefault(metric, List.of());
  }

  private Optional<String> whyNotCompared(Metric metric) {
    if (metric.biased()) {
      return Optional.of("resamples of a calibration error are biased: no paired test");
    }
    if (units.count() < 2) {
      return Optional.of("one " + unitName() + " only: nothing to resample");
    }
    int undefined = pointsOf(metric).indexOf(null);
    return undefined < 0
        ? Optional.empty()
        : Optional.of(metric.key() + " is undefined for " + names.get(undefined));
  }

  private String unitName() {
    return plan.resampling().unit().name().toLowerCase(Locale.ROOT);
  }

  MetricComparison of(Metric metric) {
    boolean primary = metric == plan.primary();
    Optional<String> reason = whyNotCompared(metric);
    if (reason.isPresent()) {
      return new MetricComparison(
          metric,
          primary,
          pointsOf(metric),
          false,
          0,
          List.of(),
          List.of(),
          List.of(reason.orElseThrow()));
    }
    return new OfMetric(metric).result(primary);
  }

  /** One metric that can be compared. */
  private final class OfMetric {
    private final Metric metric;
    private final double[] point;
    private final List<Replicates> replicates;
    private final DifferenceFamily family;
    private final IntervalEstimate.Method method;
    private final List<String> notes = new ArrayList<>();
    private final @Nullable String whyNoInterval;

    OfMetric(Metric metric) {
      this.metric = metric;
      point = pointsOf(metric).stream().mapToDouble(Double::doubleValue).toArray();
      List<Replicates> plain = ofMetric(simple);
      boolean rare =
          metric.needsEveryClass() && fewestUnitsOfAClass < Intervals.FEW_UNITS_OF_A_CLASS;
      boolean asked = plan.resampling().stratified();
      double dropped = jointlyUndefined(plain);
      boolean strata = !asked && (rare || dropped > Intervals.MOST_DROPPED);
      replicates =
          strata
              ? ofMetric(
                  resampled(Bootstrap.stratifiedByClass(set, plan.resampling()), List.of(metric)))
              : plain;
      method =
          asked || strata
              ? IntervalEstimate.Method.PERCENTILE_STRATIFIED
              : IntervalEstimate.Method.PERCENTILE;
      if (strata) {
        notes.add(
            rare
                ? "resampled within each class: one has only "
                    + fewestUnitsOfAClass
                    + " "
                    + unitName()
                    + "s"
                : "resampled within each class: "
                    + percent(dropped)
                    + " % of the resamples left the metric undefined");
      }
      family = new DifferenceFamily(contrasts, point, replicates, units.count());
      whyNoInterval = whyNoInterval();
      addNotes();
    }

    private double jointlyUndefined(List<Replicates> ofCells) {
      int resamples = plan.resampling().resamples();
      long undefined =
          IntStream.range(0, resamples)
              .filter(b -> ofCells.stream().anyMatch(cell -> Double.isNaN(cell.value(b))))
              .count();
      return (double) undefined / resamples;
    }

    private List<Replicates> ofMetric(List<Map<Metric, Replicates>> all) {
      return all.stream()
          .map(
              ofCell -> {
                Replicates found = ofCell.get(metric);
                if (found == null) {
                  throw new IllegalStateException(metric.key() + " was not resampled");
                }
                return found;
              })
          .toList();
    }

    private @Nullable String whyNoInterval() {
      if (metric.needsEveryClass() && fewestUnitsOfAClass < Intervals.FEWEST_UNITS_OF_A_CLASS) {
        return "one class has only "
            + fewestUnitsOfAClass
            + " "
            + unitName()
            + (fewestUnitsOfAClass == 1 ? "" : "s");
      }
      if (family.droppedShare() > Intervals.MOST_DROPPED) {
        return percent(family.droppedShare())
            + " % of the resamples leave the metric undefined for a cell";
      }
      return null;
    }

    private void addNotes() {
      if (whyNoInterval != null) {
        notes.add("no interval: " + whyNoInterval);
      }
      if (whyNoInterval == null && family.droppedShare() > 0) {
        notes.add(
            percent(family.droppedShare()) + " % of the resamples were dropped for all cells");
      }
      if (units.count() < Intervals.FEW_UNITS) {
        notes.add(
            "only " + units.count() + " " + unitName() + "s: intervals are likely too narrow");
      }
      if (plan.resampling().unit() == ResamplingPlan.Unit.IMAGE
          && set.groups().count() < set.rows()) {
        notes.add("assumes independent images, but groups have several");
      }
      if (!seedsResampled && cells.stream().anyMatch(cell -> cell.seeds().size() > 1)) {
        notes.add(
            "spread of the test set only: fewer than "
                + Intervals.SEEDS_TO_RESAMPLE
                + " seeds are too few to be resampled");
      }
    }

    MetricComparison result(boolean primary) {
      List<@Nullable Difference> differences = new ArrayList<>();
      if (whyNoInterval == null) {
        differences.addAll(family.differences(plan.resampling().confidence()));
      } else {
        contrasts.forEach(contrast -> differences.add(null));
      }
      List<PairedTest.Outcome> outcomes = outcomes(contrasts, differences);
      List<@Nullable Double> adjusted = adjusted(differences, outcomes);
      List<Margin> margins =
          plan.margin() == null || whyNoInterval != null
              ? List.of()
              : family.against(plan.margin(), plan.alpha());
      double critical =
          whyNoInterval == null ? family.criticalValue(plan.resampling().confidence()) : 0;
      if (critical == Double.POSITIVE_INFINITY) {
        notes.add("no simultaneous intervals: too few units for so many contrasts");
      }
      List<IntervalEstimate> intervals = intervals(differences);
      List<String> added = plan.looks().added(names);
      List<ContrastResult> results = new ArrayList<>();
      for (int k = 0; k < contrasts.size(); k++) {
        Contrast contrast = contrasts.get(k);
        @Nullable Difference difference = differences.get(k);
        PairedTest.Outcome outcome = outcomes.get(k);
        @Nullable Margin margin = margins.isEmpty() ? null : margins.get(k);
        boolean spread = difference != null && difference.hasSpread();
        results.add(
            new ContrastResult(
                contrast,
                primary && cellsOf(contrast).noneMatch(c -> added.contains(names.get(c))),
                contrast.of(m -> point[m]),
                difference == null ? null : Double.valueOf(difference.standardError()),
                intervals.get(k),
                difference == null || critical == Double.POSITIVE_INFINITY
                    ? null
                    : difference.simultaneous(),
                outcome.name(),
                outcome.p(),
                plan.source(),
                adjusted.get(k),
                outcome.discordantUnits(),
                margin,
                spread && critical < Double.POSITIVE_INFINITY
                    ? Double.valueOf((critical + POWER) * difference.standardError())
                    : null,
                verdict(contrast, difference, margin, adjusted.get(k)),
                outcome.notes()));
      }
      List<RankSet> ranks = whyNoInterval == null ? ranks(differences, outcomes) : List.of();
      return new MetricComparison(
          metric,
          primary,
          pointsOf(metric),
          seedsResampled,
          family.droppedShare(),
          results,
          ranks,
          notes);
    }

    private List<PairedTest.Outcome> outcomes(
        List<Contrast> of, List<? extends @Nullable Difference> differences) {
      List<PairedTest.Outcome> outcomes = new ArrayList<>();
      for (int k = 0; k < of.size(); k++) {
        @Nullable Difference difference = differences.get(k);
        outcomes.add(
            tests.of(metric, of.get(k), difference == null ? null : difference.pBootstrapT()));
      }
      return outcomes;
    }

    /** Null where there is none; the reason is added to the notes. */
    private List<@Nullable Double> adjusted(
        List<@Nullable Difference> differences, List<PairedTest.Outcome> outcomes) {
      int m = outcomes.size();
      List<@Nullable Double> adjusted = new ArrayList<>();
      Optional<Adjustment> adjustment = plan.source().adjustment();
      if (adjustment.isEmpty()) {
        for (int k = 0; k < m; k++) {
          @Nullable Difference difference = differences.get(k);
          adjusted.add(difference == null ? null : maxT(difference, outcomes.get(k), m));
        }
        return adjusted;
      }
      if (outcomes.stream().anyMatch(PairedTest.Outcome::resampled)) {
        Optional<String> refusal =
            Adjustment.refusal(m, plan.resampling().resamples(), plan.alpha());
        if (refusal.isPresent()) {
          notes.add("no adjusted p: " + refusal.orElseThrow());
          outcomes.forEach(outcome -> adjusted.add(null));
          return adjusted;
        }
      }
      // what has no p stays in the family as what can not be rejected
      double[] p =
          outcomes.stream()
              .map(PairedTest.Outcome::p)
              .mapToDouble(value -> value == null ? 1 : value)
              .toArray();
      double[] all = adjustment.orElseThrow().adjust(p);
      for (int k = 0; k < m; k++) {
        adjusted.add(outcomes.get(k).p() == null ? null : Double.valueOf(all[k]));
      }
      return adjusted;
    }

    /**
     * Where only the exact test is to be trusted, the larger of max-T's and Bonferroni's over it:
     * what is rejected is a part of what max-T rejects, so the family's level holds.
     */
    private @Nullable Double maxT(Difference difference, PairedTest.Outcome outcome, int m) {
      @Nullable Double stepDown = difference.pStepDown();
      if (stepDown == null || !outcome.exactOnly()) {
        return stepDown;
      }
      @Nullable Double exact = outcome.p();
      return exact == null ? null : Double.valueOf(Math.max(stepDown, Math.min(1, m * exact)));
    }

    private List<IntervalEstimate> intervals(List<@Nullable Difference> differences) {
      if (whyNoInterval != null) {
        IntervalEstimate none = new IntervalEstimate.None(whyNoInterval);
        return contrasts.stream().map(contrast -> none).toList();
      }
      if (plan.resampling().method() == ResamplingPlan.Method.BCA) {
        return bca();
      }
      List<IntervalEstimate> intervals = new ArrayList<>();
      for (@Nullable Difference difference : differences) {
        if (difference == null) {
          throw new IllegalStateException("a difference without the reason why there is none");
        }
        intervals.add(
            difference.hasSpread()
                ? interval(
                    difference.percentile().lower(),
                    difference.percentile().upper(),
                    method,
                    difference.standardError())
                : new IntervalEstimate.None("all resamples give the same difference"));
      }
      return intervals;
    }

    private IntervalEstimate interval(
        double lower, double upper, IntervalEstimate.Method how, double error) {
      return new IntervalEstimate.Interval(
          lower,
          upper,
          plan.resampling().confidence(),
          how,
          plan.resampling().unit(),
          seedsResampled,
          plan.resampling().resamples(),
          family.droppedShare(),
          error,
          List.of());
    }

    private List<IntervalEstimate> bca() {
      if (seedsResampled) {
        return none("BCa: not defined for resampled seeds; ask for percentiles");
      }
      if (method == IntervalEstimate.Method.PERCENTILE_STRATIFIED) {
        return none("BCa: not defined within classes; ask for percentiles");
      }
      List<Jackknife> jackknife =
          cells.stream()
              .map(cell -> Jackknife.of(set, units, List.of(metric), cell.scores()))
              .map(ofMetric -> ofMetric.values().iterator().next())
              .toList();
      return contrasts.stream()
          .map(
              contrast ->
                  contrast.isPair()
                      ? bca(contrast, jackknife)
                      : new IntervalEstimate.None("BCa: of two models only; ask for percentiles"))
          .toList();
    }

    private List<IntervalEstimate> none(String reason) {
      return contrasts.stream()
          .map(contrast -> (IntervalEstimate) new IntervalEstimate.None(reason))
          .toList();
    }

    private IntervalEstimate bca(Contrast contrast, List<Jackknife> jackknife) {
      int first = contrast.first().get(0);
      int second = contrast.second().get(0);
      Replicates difference = replicates.get(first).minus(replicates.get(second));
      return switch (Bca.MID_TIES.of(
          difference,
          point[first] - point[second],
          jackknife.get(first).minus(jackknife.get(second)),
          plan.resampling().confidence())) {
        case Bca.Result.Undefined undefined -> new IntervalEstimate.None(undefined.reason());
        case Bca.Result.Ends ends ->
            interval(
                ends.lower(),
                ends.upper(),
                IntervalEstimate.Method.BCA,
                difference.standardError());
      };
    }

    private Verdict verdict(
        Contrast contrast,
        @Nullable Difference difference,
        @Nullable Margin margin,
        @Nullable Double adjusted) {
      boolean high = metric.higherIsBetter();
      if (adjusted != null && adjusted <= plan.alpha()) {
        return contrast.of(m -> point[m]) > 0 == high
            ? Verdict.FIRST_BETTER
            : Verdict.SECOND_BETTER;
      }
      if (margin == null || difference == null) {
        return Verdict.UNDECIDED;
      }
      boolean notBelow;
      boolean notAbove;
      if (contrasts.size() == 1) {
        notBelow = margin.pFirstNotInferior() <= plan.alpha();
        notAbove = margin.pSecondNotInferior() <= plan.alpha();
      } else {
        notBelow = difference.simultaneous().lower() > -margin.margin() + ROUNDING;
        notAbove = difference.simultaneous().upper() < margin.margin() - ROUNDING;
      }
      if (notBelow && notAbove) {
        return Verdict.EQUIVALENT;
      }
      return (high ? notBelow : notAbove) ? Verdict.FIRST_NOT_INFERIOR : Verdict.UNDECIDED;
    }

    private List<RankSet> ranks(
        List<@Nullable Difference> ofFamily, List<PairedTest.Outcome> ofTests) {
      boolean same = contrasts.equals(pairs);
      List<? extends @Nullable Difference> differences =
          same
              ? ofFamily
              : new DifferenceFamily(pairs, point, replicates, units.count())
                  .differences(plan.resampling().confidence());
      List<PairedTest.Outcome> outcomes = same ? ofTests : outcomes(pairs, differences);
      int[] better = new int[cells.size()];
      int[] worse = new int[cells.size()];
      for (int k = 0; k < pairs.size(); k++) {
        @Nullable Difference difference = differences.get(k);
        if (difference == null || !isSure(difference, outcomes.get(k))) {
          continue;
        }
        boolean firstBetter = difference.point() > 0 == metric.higherIsBetter();
        int first = pairs.get(k).first().get(0);
        int second = pairs.get(k).second().get(0);
        better[firstBetter ? second : first]++;
        worse[firstBetter ? first : second]++;
      }
      return IntStream.range(0, cells.size())
          .mapToObj(c -> new RankSet(names.get(c), 1 + better[c], cells.size() - worse[c]))
          .toList();
    }

    /** Whether 0 is outside the simultaneous interval, and an exact test that decides agrees. */
    private boolean isSure(Difference difference, PairedTest.Outcome outcome) {
      Difference.Ends ends = difference.simultaneous();
      if (!difference.hasSpread() || (ends.lower() <= 0 && ends.upper() >= 0)) {
        return false;
      }
      @Nullable Double exact = outcome.p();
      return !outcome.exactOnly() || (exact != null && exact * pairs.size() <= plan.alpha());
    }
  }

  private static IntStream cellsOf(Contrast contrast) {
    return IntStream.concat(
        contrast.first().stream().mapToInt(Integer::intValue),
        contrast.second().stream().mapToInt(Integer::intValue));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2g", 100 * share);
  }
}

package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/** The family's differences in one metric that can be compared. */
final class MetricFamily {
  /** Upper 20 % point of the standard normal: a power of 80 %. */
  static final double POWER = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.2);

  private final FamilySetting setting;
  private final PairedTest tests;
  private final Metric metric;
  private final double[] point;
  private final List<Replicates> replicates;
  private final DifferenceFamily family;
  private final IntervalEstimate.Method method;
  private final List<String> notes = new ArrayList<>();
  private final @Nullable String whyNoInterval;

  /**
   * @param point of each cell
   * @param simple replicates of each cell, resampled as the plan says
   */
  MetricFamily(
      FamilySetting setting,
      PairedTest tests,
      Metric metric,
      double[] point,
      List<Map<Metric, Replicates>> simple) {
    this.setting = setting;
    this.tests = tests;
    this.metric = metric;
    this.point = point;
    List<Replicates> plain = ofMetric(simple);
    boolean rare =
        metric.needsEveryClass() && setting.fewestUnitsOfAClass() < Intervals.FEW_UNITS_OF_A_CLASS;
    boolean asked = setting.plan().resampling().stratified();
    double dropped = jointlyUndefined(plain);
    boolean strata = !asked && (rare || dropped > Intervals.MOST_DROPPED);
    replicates =
        strata
            ? ofMetric(
                setting.resampled(
                    Bootstrap.stratifiedByClass(setting.set(), setting.plan().resampling()),
                    List.of(metric)))
            : plain;
    method =
        asked || strata
            ? IntervalEstimate.Method.PERCENTILE_STRATIFIED
            : IntervalEstimate.Method.PERCENTILE;
    if (strata) {
      notes.add(
          rare
              ? "resampled within each class: one has only "
                  + setting.fewestUnitsOfAClass()
                  + " "
                  + setting.unitName()
                  + "s"
              : "resampled within each class: "
                  + percent(dropped)
                  + " % of the resamples left the metric undefined");
    }
    family = new DifferenceFamily(setting.contrasts(), point, replicates, setting.units().count());
    whyNoInterval = whyNoInterval();
    addNotes();
  }

  private double jointlyUndefined(List<Replicates> ofCells) {
    int resamples = setting.plan().resampling().resamples();
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
    if (metric.needsEveryClass()
        && setting.fewestUnitsOfAClass() < Intervals.FEWEST_UNITS_OF_A_CLASS) {
      return "one class has only "
          + setting.fewestUnitsOfAClass()
          + " "
          + setting.unitName()
          + (setting.fewestUnitsOfAClass() == 1 ? "" : "s");
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
      notes.add(percent(family.droppedShare()) + " % of the resamples were dropped for all cells");
    }
    if (setting.units().count() < Intervals.FEW_UNITS) {
      notes.add(
          "only "
              + setting.units().count()
              + " "
              + setting.unitName()
              + "s: intervals are likely too narrow");
    }
    if (setting.plan().resampling().unit() == ResamplingUnit.IMAGE
        && setting.set().groups().count() < setting.set().rows()) {
      notes.add("assumes independent images, but groups have several");
    }
    if (!setting.seedsResampled()
        && setting.cells().stream().anyMatch(cell -> cell.seeds().size() > 1)) {
      notes.add(
          "spread of the test set only: fewer than "
              + Intervals.SEEDS_TO_RESAMPLE
              + " seeds are too few to be resampled");
    }
  }

  MetricComparison result(boolean primary) {
    List<@Nullable Difference> differences = new ArrayList<>();
    if (whyNoInterval == null) {
      differences.addAll(family.differences(setting.confidence()));
    } else {
      setting.contrasts().forEach(contrast -> differences.add(null));
    }
    List<PairedTest.Outcome> outcomes = outcomes(setting.contrasts(), differences);
    tests.aboutSeeds(setting.contrasts(), outcomes).ifPresent(notes::add);
    List<@Nullable Double> adjusted = adjusted(differences, outcomes);
    List<Margin> margins =
        setting.plan().margin() == null || whyNoInterval != null
            ? List.of()
            : family.against(setting.plan().margin(), setting.plan().alpha());
    double critical = whyNoInterval == null ? family.criticalValue(setting.confidence()) : 0;
    if (critical == Double.POSITIVE_INFINITY) {
      notes.add("no simultaneous intervals: too few units for so many contrasts");
    }
    List<IntervalEstimate> intervals = intervals(differences);
    Conclusions conclusions = new Conclusions(setting, metric, point);
    List<String> added = setting.plan().looks().added(setting.names());
    List<ContrastResult> results = new ArrayList<>();
    for (int k = 0; k < setting.contrasts().size(); k++) {
      Contrast contrast = setting.contrasts().get(k);
      @Nullable Difference difference = differences.get(k);
      PairedTest.Outcome outcome = outcomes.get(k);
      @Nullable Margin margin = margins.isEmpty() ? null : margins.get(k);
      boolean spread = difference != null && difference.hasSpread();
      results.add(
          new ContrastResult(
              contrast,
              primary && contrast.models().noneMatch(c -> added.contains(setting.names().get(c))),
              contrast.of(m -> point[m]),
              difference == null ? null : Double.valueOf(difference.standardError()),
              intervals.get(k),
              difference == null || critical == Double.POSITIVE_INFINITY
                  ? null
                  : difference.simultaneous(),
              outcome.name(),
              outcome.p(),
              setting.plan().source(),
              adjusted.get(k),
              outcome.discordantUnits(),
              margin,
              spread && critical < Double.POSITIVE_INFINITY
                  ? Double.valueOf((critical + POWER) * difference.standardError())
                  : null,
              conclusions.verdict(contrast, difference, margin, adjusted.get(k)),
              outcome.notes()));
    }
    List<RankSet> ranks =
        whyNoInterval == null ? ranks(conclusions, differences, outcomes) : List.of();
    return new MetricComparison(
        metric,
        primary,
        IntStream.range(0, point.length)
            .mapToObj(c -> (@Nullable Double) Double.valueOf(point[c]))
            .toList(),
        setting.seedsResampled(),
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
    Optional<Adjustment> adjustment = setting.plan().source().adjustment();
    if (adjustment.isEmpty()) {
      for (int k = 0; k < m; k++) {
        @Nullable Difference difference = differences.get(k);
        adjusted.add(difference == null ? null : maxT(difference, outcomes.get(k), m));
      }
      return adjusted;
    }
    if (outcomes.stream().anyMatch(PairedTest.Outcome::resampled)) {
      Optional<String> refusal =
          Adjustment.refusal(m, setting.plan().resampling().resamples(), setting.plan().alpha());
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
    DifferenceIntervals intervals =
        new DifferenceIntervals(setting, metric, point, replicates, method, family.droppedShare());
    return whyNoInterval == null ? intervals.of(differences) : intervals.none(whyNoInterval);
  }

  private List<RankSet> ranks(
      Conclusions conclusions,
      List<@Nullable Difference> ofFamily,
      List<PairedTest.Outcome> ofTests) {
    if (setting.contrasts().equals(setting.pairs())) {
      return conclusions.ranks(ofFamily, ofTests);
    }
    List<Difference> differences =
        new DifferenceFamily(setting.pairs(), point, replicates, setting.units().count())
            .differences(setting.confidence());
    return conclusions.ranks(differences, outcomes(setting.pairs(), differences));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2g", 100 * share);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The family's differences in one metric that can be compared: resampled by {@link
 * FamilyResamples}, tested by {@link PairedTest}, adjusted by {@link AdjustedValues}, and concluded
 * by {@link Conclusions}.
 */
final class MetricFamily {
  /** Upper 20 % point of the standard normal: a power of 80 %. */
  static final double POWER = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.2);

  private final FamilySetting setting;
  private final PairedTest tests;
  private final Metric metric;
  private final double[] point;
  private final FamilyResamples resamples;
  private final DifferenceFamily family;
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
    resamples = FamilyResamples.of(setting, metric, simple);
    family = family(setting.contrasts());
    whyNoInterval = whyNoInterval();
  }

  private DifferenceFamily family(List<Contrast> contrasts) {
    return new DifferenceFamily(contrasts, point, resamples.replicates(), setting.units().count());
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
      return FamilyResamples.percent(family.droppedShare())
          + " % of the resamples leave the metric undefined for a cell";
    }
    return null;
  }

  MetricComparison result(boolean primary) {
    boolean intervals = whyNoInterval == null;
    List<@Nullable Difference> differences =
        intervals
            ? new ArrayList<>(family.differences(setting.confidence()))
            : Collections.nCopies(setting.contrasts().size(), null);
    List<PairedTest.Outcome> outcomes = outcomes(setting.contrasts(), differences);
    AdjustedValues adjusted = AdjustedValues.of(setting.plan(), differences, outcomes);
    double critical = intervals ? family.criticalValue(setting.confidence()) : 0;
    Conclusions conclusions = new Conclusions(setting, metric, point);
    return new MetricComparison(
        metric,
        primary,
        IntStream.range(0, point.length)
            .mapToObj(c -> (@Nullable Double) Double.valueOf(point[c]))
            .toList(),
        setting.seedsResampled(),
        family.droppedShare(),
        contrasts(primary, differences, outcomes, adjusted.values(), critical, conclusions),
        intervals ? ranks(conclusions, differences, outcomes) : List.of(),
        notes(outcomes, adjusted, critical));
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

  private List<ContrastResult> contrasts(
      boolean primary,
      List<@Nullable Difference> differences,
      List<PairedTest.Outcome> outcomes,
      List<@Nullable Double> adjusted,
      double critical,
      Conclusions conclusions) {
    List<IntervalEstimate> intervals = intervals(differences);
    List<Margin> margins =
        setting.plan().margin() == null || whyNoInterval != null
            ? List.of()
            : family.against(setting.plan().margin(), setting.plan().alpha());
    List<String> added = setting.plan().interimAnalyses().added(setting.names());
    boolean simultaneous = critical < Double.POSITIVE_INFINITY;
    List<ContrastResult> results = new ArrayList<>();
    for (int k = 0; k < setting.contrasts().size(); k++) {
      Contrast contrast = setting.contrasts().get(k);
      @Nullable Difference difference = differences.get(k);
      PairedTest.Outcome outcome = outcomes.get(k);
      @Nullable Margin margin = margins.isEmpty() ? null : margins.get(k);
      results.add(
          new ContrastResult(
              contrast,
              primary && contrast.models().noneMatch(c -> added.contains(setting.names().get(c))),
              contrast.of(m -> point[m]),
              difference == null ? null : Double.valueOf(difference.standardError()),
              intervals.get(k),
              difference == null || !simultaneous ? null : difference.simultaneous(),
              outcome.name(),
              outcome.p(),
              setting.plan().source(),
              adjusted.get(k),
              outcome.discordantUnits(),
              margin,
              simultaneous ? precision(difference, critical) : null,
              conclusions.verdict(contrast, difference, margin, adjusted.get(k)),
              outcome.notes()));
    }
    return results;
  }

  /** As {@link ContrastResult#precision}. */
  private static @Nullable Double precision(@Nullable Difference difference, double critical) {
    return difference != null && difference.hasSpread()
        ? Double.valueOf((critical + POWER) * difference.standardError())
        : null;
  }

  private List<IntervalEstimate> intervals(List<@Nullable Difference> differences) {
    DifferenceIntervals intervals =
        new DifferenceIntervals(
            setting,
            metric,
            point,
            resamples.replicates(),
            resamples.method(),
            family.droppedShare());
    return whyNoInterval == null ? intervals.of(differences) : intervals.none(whyNoInterval);
  }

  private List<RankSet> ranks(
      Conclusions conclusions,
      List<@Nullable Difference> ofFamily,
      List<PairedTest.Outcome> ofTests) {
    if (setting.contrasts().equals(setting.pairs())) {
      return conclusions.ranks(ofFamily, ofTests);
    }
    List<Difference> differences = family(setting.pairs()).differences(setting.confidence());
    return conclusions.ranks(differences, outcomes(setting.pairs(), differences));
  }

  /** What the reader of the table must know, in this order. */
  private List<String> notes(
      List<PairedTest.Outcome> outcomes, AdjustedValues adjusted, double critical) {
    List<String> notes = new ArrayList<>();
    addIfPresent(notes, resamples.note());
    if (whyNoInterval != null) {
      notes.add("no interval: " + whyNoInterval);
    } else if (family.droppedShare() > 0) {
      notes.add(
          FamilyResamples.percent(family.droppedShare())
              + " % of the resamples were dropped for all cells");
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
    tests.aboutSeeds(setting.contrasts(), outcomes).ifPresent(notes::add);
    addIfPresent(notes, adjusted.whyNone());
    if (critical == Double.POSITIVE_INFINITY) {
      notes.add("no simultaneous intervals: too few units for so many contrasts");
    }
    return notes;
  }

  private static void addIfPresent(List<String> notes, @Nullable String note) {
    if (note != null) {
      notes.add(note);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The family's differences in one metric that can be compared: each with the inference that {@link
 * PairedInferences} chooses, adjusted together by {@link FamilyLevels}.
 */
final class MetricFamily {
  private final FamilySetting setting;
  private final Metric metric;
  private final double[] point;
  private final List<Map<Metric, Replicates>> simple;
  private final PairedInferences inferences;
  private final ContrastRows rows;
  private final List<String> notes = new ArrayList<>();
  private double droppedShare;

  /**
   * @param point of each cell
   * @param simple replicates of each cell, resampled as the plan says; none if the family has one
   *     contrast, needs no joint resamples, or has too many cells for them
   */
  MetricFamily(
      FamilySetting setting,
      PairedInferences inferences,
      Metric metric,
      double[] point,
      List<Map<Metric, Replicates>> simple) {
    this.setting = setting;
    this.inferences = inferences;
    this.metric = metric;
    this.point = point;
    this.simple = simple;
    rows = new ContrastRows(setting, metric, point);
  }

  MetricComparison result(boolean primary) {
    aboutUnits();
    List<Found> found = found(setting.contrasts());
    FamilyLevels levels = levels(setting.contrasts(), found, true);
    List<ContrastResult> results = new ArrayList<>();
    List<String> added = setting.plan().interimAnalyses().added(setting.names());
    for (int k = 0; k < found.size(); k++) {
      Contrast contrast = setting.contrasts().get(k);
      boolean confirmatory =
          primary && contrast.models().noneMatch(c -> added.contains(setting.names().get(c)));
      results.add(rows.of(contrast, confirmatory, found.get(k), levels, k));
    }
    return new MetricComparison(
        metric,
        primary,
        IntStream.range(0, point.length)
            .mapToObj(c -> (@Nullable Double) Double.valueOf(point[c]))
            .toList(),
        setting.seedsCounted(),
        droppedShare,
        results,
        ranks(found, levels),
        notes);
  }

  private List<Found> found(List<Contrast> contrasts) {
    return contrasts.stream().map(contrast -> inferences.of(metric, contrast, point)).toList();
  }

  private FamilyLevels levels(List<Contrast> contrasts, List<Found> found, boolean noted) {
    double tests = contrasts.size();
    if (setting.plan().source() == AdjustedBy.MAX_T && contrasts.size() > 1) {
      tests = effectiveTests(contrasts, noted);
    }
    List<@Nullable Double> p = new ArrayList<>();
    for (Found of : found) {
      p.add(of instanceof Found.Tested tested ? Double.valueOf(tested.inference().p()) : null);
    }
    return FamilyLevels.of(setting.plan().source(), p, setting.plan().alpha(), tests);
  }

  private double effectiveTests(List<Contrast> contrasts, boolean noted) {
    if (simple.isEmpty()) {
      if (noted) {
        notes.add(
            "adjusted by Bonferroni's factor: "
                + setting.cells().size()
                + " cells are too many for joint resamples");
      }
      return contrasts.size();
    }
    FamilyResamples resamples = FamilyResamples.of(setting, metric, simple);
    DifferenceFamily family =
        new DifferenceFamily(contrasts, point, resamples.replicates(), setting.units().count());
    droppedShare = family.droppedShare();
    if (noted) {
      if (resamples.note() != null) {
        notes.add(resamples.note());
      } else if (droppedShare > 0) {
        notes.add(
            FamilyResamples.percent(droppedShare)
                + " % of the resamples were dropped for all cells");
      }
    }
    if (droppedShare > Intervals.MOST_DROPPED) {
      if (noted) {
        notes.add("adjusted by Bonferroni's factor: too few joint resamples for max-T");
      }
      return contrasts.size();
    }
    double tests = family.effectiveTests(setting.plan().alpha());
    if (noted) {
      notes.add(
          String.format(
              Locale.ROOT,
              "max-T: the %d contrasts are worth %.1f independent tests",
              contrasts.size(),
              tests));
    }
    return tests;
  }

  /**
   * 1 + the cells that are surely better, to the number of cells - those surely worse, by the
   * adjusted tests of all pairs, whatever the family.
   */
  private List<RankSet> ranks(List<Found> ofFamily, FamilyLevels levelsOfFamily) {
    List<Contrast> pairs = setting.pairs();
    if (pairs.isEmpty()) {
      notes.add(setting.withoutRanks());
      return List.of();
    }
    boolean same = setting.contrasts().equals(pairs);
    List<Found> found = same ? ofFamily : found(pairs);
    if (found.stream().noneMatch(of -> of instanceof Found.Tested)) {
      return List.of();
    }
    FamilyLevels levels = same ? levelsOfFamily : levels(pairs, found, false);
    return RankSet.of(
        setting.names(),
        pairs,
        k -> {
          if (!(found.get(k) instanceof Found.Tested tested)
              || !levels.rejects(k, setting.plan().alpha())) {
            return 0;
          }
          return tested.inference().difference() > 0 == metric.higherIsBetter() ? 1 : -1;
        });
  }

  /** What the reader of the table must know about the units. */
  private void aboutUnits() {
    if (setting.units().count() < Intervals.FEW_UNITS) {
      notes.add("only " + setting.units().count() + " " + setting.unitName() + "s");
    }
    if (setting.plan().resampling().unit() == ResamplingUnit.IMAGE
        && setting.set().groups().count() < setting.set().rows()) {
      notes.add("assumes independent images, but groups have several");
    }
    boolean some = setting.cells().stream().anyMatch(cell -> cell.seeds().size() > 1);
    if (some && !setting.seedsCounted()) {
      notes.add("cells with one seed: the spread of their training is not in the intervals");
    }
  }
}

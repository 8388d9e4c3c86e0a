// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/** The rows of a table of differences: the inference of each at the levels of its family. */
final class ContrastRows {
  /** Upper 20 % point of the standard normal: a power of 80 %. */
  static final double POWER = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.2);

  private final FamilySetting setting;
  private final Metric metric;
  private final double[] point;

  /**
   * @param point of each cell
   */
  ContrastRows(FamilySetting setting, Metric metric, double[] point) {
    this.setting = setting;
    this.metric = metric;
    this.point = point;
  }

  FamilySetting setting() {
    return setting;
  }

  /**
   * @param levels of the family that the contrast is in
   * @param k its number in that family
   */
  ContrastResult of(
      Contrast contrast, boolean confirmatory, Found found, FamilyLevels levels, int k) {
    return switch (found) {
      case Found.Tested tested -> tested(contrast, confirmatory, tested.inference(), levels, k);
      case Found.Untestable not -> untestable(contrast, confirmatory, not);
    };
  }

  private ContrastResult tested(
      Contrast contrast,
      boolean confirmatory,
      PairedInference inference,
      FamilyLevels levels,
      int k) {
    double alpha = setting.plan().alpha();
    boolean rejected = levels.rejects(k, alpha);
    Difference.Ends joint = inference.interval(levels.level(), rejected);
    double own = setting.intervalAlpha();
    Difference.Ends alone = inference.interval(own, inference.p() <= own);
    @Nullable Margin margin = margin(inference, levels.level());
    List<String> remarks = new ArrayList<>(inference.notes());
    Verdict verdict = verdict(inference, rejected, margin);
    if (margin != null && verdict == Verdict.UNDECIDED && inference.difference() == 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "not enough discordant units to decide: with %s a true difference of %.3f is still"
                  + " possible (one-sided %s %%)",
              inference.discordantUnits() == null || inference.discordantUnits() == 0
                  ? "none"
                  : "as many for either side",
              Math.max(-margin.interval().lower(), margin.interval().upper()),
              FamilyResamples.percentOf(1 - levels.level())));
    }
    return new ContrastResult(
        contrast,
        confirmatory,
        inference.difference(),
        inference.standardError(),
        new IntervalEstimate.Interval(
            alone.lower(),
            alone.upper(),
            1 - own,
            inference.method(),
            setting.plan().resampling().unit(),
            contrast.models().anyMatch(cell -> setting.cells().get(cell).seeds().size() > 1),
            0,
            0,
            inference.standardError(),
            List.of()),
        joint,
        inference.test(),
        inference.p(),
        setting.plan().source(),
        levels.adjusted().get(k),
        inference.discordantUnits(),
        margin,
        precision(inference, levels.level()),
        inference.falseClaim(),
        verdict,
        remarks);
  }

  private ContrastResult untestable(Contrast contrast, boolean confirmatory, Found.Untestable not) {
    return new ContrastResult(
        contrast,
        confirmatory,
        contrast.of(m -> point[m]),
        null,
        new IntervalEstimate.None(not.reason()),
        null,
        "none",
        null,
        setting.plan().source(),
        null,
        not.discordantUnits(),
        null,
        null,
        null,
        Verdict.UNTESTABLE,
        List.of());
  }

  private Verdict verdict(PairedInference inference, boolean rejected, @Nullable Margin margin) {
    boolean high = metric.higherIsBetter();
    if (rejected) {
      return inference.difference() > 0 == high ? Verdict.FIRST_BETTER : Verdict.SECOND_BETTER;
    }
    return margin == null
        ? Verdict.UNDECIDED
        : Verdict.within(
            high,
            margin.interval().lower() > -margin.margin(),
            margin.interval().upper() < margin.margin());
  }

  /** Two one-sided tests at the level of the family's intervals, and the interval that says so. */
  private @Nullable Margin margin(PairedInference inference, double level) {
    Double delta = setting.plan().margin();
    if (delta == null) {
      return null;
    }
    double notBelow = inference.pAbove(-delta);
    double notAbove = inference.pBelow(delta);
    double excess = Math.abs(inference.difference()) - delta;
    return new Margin(
        delta,
        notBelow,
        notAbove,
        Math.max(notBelow, notAbove),
        inference.standardError() == 0
            ? excess < 0 ? 0 : 1
            : NormalDistribution.of(0, 1).cumulativeProbability(excess / inference.standardError()),
        inference.limits().at(2 * level),
        1 - 2 * level);
  }

  /** As {@link ContrastResult#precision}. */
  private static double precision(PairedInference inference, double level) {
    Difference.Ends ends = inference.limits().at(level);
    double quantile = NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2);
    return Math.min(1, (ends.upper() - ends.lower()) / 2 * (1 + POWER / quantile));
  }
}

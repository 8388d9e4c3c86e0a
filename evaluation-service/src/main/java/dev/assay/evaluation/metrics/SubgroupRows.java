// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.evaluation.SubgroupPlan.Attribute;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.statistics.Heterogeneity;
import dev.assay.statistics.Subgroups;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Splits a metric of the test images by their attributes, in the format of the metrics file. */
final class SubgroupRows {
  /** More values identify single patients, and no test set has enough images of each. */
  static final int MOST_VALUES = 50;

  private static final String NOT_STATED = "not stated";

  private final AlignedSet test;
  private final Metric metric;
  private final ResamplingPlan plan;

  private SubgroupRows(AlignedSet test, Metric metric, ResamplingPlan plan) {
    this.test = test;
    this.metric = metric;
    this.plan = plan;
  }

  /** The subgroups of one split; null if the study declares none. */
  static @Nullable List<SubgroupMetrics> of(
      AlignedSet test, @Nullable SubgroupPlan asked, ResamplingPlan plan) {
    if (asked == null) {
      return null;
    }
    SubgroupRows rows = new SubgroupRows(test, Metric.ofKey(asked.metric()), plan);
    return asked.attributes().stream().map(rows::by).toList();
  }

  /** The subgroups of all folds, whose models have no common scale of scores. */
  static @Nullable List<SubgroupMetrics> ofFolds(
      AlignedSet pooled, @Nullable SubgroupPlan asked, ResamplingPlan plan) {
    if (asked == null || !Metric.ofKey(asked.metric()).ranked()) {
      return of(pooled, asked, plan);
    }
    SubgroupRows rows = new SubgroupRows(pooled, Metric.ofKey(asked.metric()), plan);
    return asked.attributes().stream()
        .map(
            attribute ->
                rows.without(
                    attribute,
                    asked.metric()
                        + " ranks scores, and those of the models of several folds are not pooled",
                    List.of()))
        .toList();
  }

  private SubgroupMetrics by(Attribute attribute) {
    List<String> stated = test.attribute(attribute.name());
    List<String> values = new ArrayList<>();
    int noNumbers = 0;
    for (String value : stated) {
      String subgroup = attribute.cuts().isEmpty() ? value : between(value, attribute.cuts());
      noNumbers += subgroup.isEmpty() && !value.isEmpty() ? 1 : 0;
      values.add(subgroup);
    }
    List<String> notes = new ArrayList<>();
    if (noNumbers > 0) {
      notes.add(
          noNumbers
              + (noNumbers == 1 ? " image has a value" : " images have values")
              + " of "
              + attribute.name()
              + " that "
              + (noNumbers == 1 ? "is no number: it counts" : "are no numbers: they count")
              + " as "
              + NOT_STATED);
    }
    Set<String> distinct = new HashSet<>(values);
    distinct.remove("");
    if (distinct.isEmpty()) {
      return without(attribute, "no test image has a value of " + attribute.name(), notes);
    }
    if (distinct.size() > MOST_VALUES) {
      return without(
          attribute,
          attribute.name()
              + " has "
              + distinct.size()
              + " values among the test images, and at most "
              + MOST_VALUES
              + " are distinguished: give cut points, or a coarser attribute",
          notes);
    }
    return found(
        attribute,
        values,
        Subgroups.of(test.set(), List.copyOf(test.scores().values()), values, metric, plan),
        notes);
  }

  private SubgroupMetrics without(Attribute attribute, String reason, List<String> notes) {
    return new SubgroupMetrics(
        attribute.name(), metric.key(), List.of(), null, null, reason, notes);
  }

  private SubgroupMetrics found(
      Attribute attribute, List<String> values, Subgroups found, List<String> notes) {
    List<String> order = labels(attribute.cuts());
    Subgroups.@Nullable Part unknown = found.withoutValue();
    Subgroups.@Nullable Gap gap = found.gap();
    return new SubgroupMetrics(
        attribute.name(),
        metric.key(),
        found.parts().stream()
            .sorted(Comparator.comparingInt(part -> order.indexOf(part.value())))
            .map(part -> subgroup(part, part.value(), groups(values, part.value())))
            .toList(),
        unknown == null ? null : subgroup(unknown, NOT_STATED, groups(values, "")),
        gap == null
            ? null
            : new SubgroupMetrics.Gap(
                gap.highest(), gap.lowest(), gap.size(), gap.p(), gap.permutations()),
        found.whyNoGap(),
        notes,
        attribute.cuts().isEmpty() ? variation(found) : null);
  }

  /** Of values without an order, three or more, such as sites. */
  private SubgroupMetrics.@Nullable Variation variation(Subgroups found) {
    Heterogeneity of = Heterogeneity.of(found, plan.confidence()).orElse(null);
    if (of == null || of.predictedLower() == null || of.predictedUpper() == null) {
      return null;
    }
    return new SubgroupMetrics.Variation(
        of.sites(),
        of.mean(),
        of.lower(),
        of.upper(),
        of.betweenSd(),
        of.share(),
        of.p(),
        of.predictedLower(),
        of.predictedUpper());
  }

  private int groups(List<String> values, String value) {
    return Math.toIntExact(
        IntStream.range(0, values.size())
            .filter(row -> values.get(row).equals(value))
            .map(row -> test.set().groups().of(row))
            .distinct()
            .count());
  }

  private static SubgroupMetrics.Subgroup subgroup(Subgroups.Part part, String value, int groups) {
    @Nullable Double point = null;
    @Nullable String reason = null;
    switch (part.point()) {
      case Estimate.Value number -> point = number.value();
      case Estimate.Undefined undefined -> reason = undefined.reason();
    }
    @Nullable Double lower = null;
    @Nullable Double upper = null;
    @Nullable String method = null;
    switch (part.interval()) {
      case IntervalEstimate.Interval interval -> {
        lower = interval.lower();
        upper = interval.upper();
        method = Resampling.method(interval.method());
      }
      case IntervalEstimate.None none -> reason = none.reason();
    }
    return new SubgroupMetrics.Subgroup(
        value, part.images(), groups, point, lower, upper, method, reason);
  }

  /** The range between cut points that a number is in; empty if the value is not a number. */
  private static String between(String value, List<Double> cuts) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return "";
    }
    if (!Double.isFinite(number)) {
      return "";
    }
    int above = (int) cuts.stream().filter(cut -> number >= cut).count();
    return labels(cuts).get(above);
  }

  /** From the lowest numbers to the highest; empty without cut points. */
  private static List<String> labels(List<Double> cuts) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      labels.add(
          i == 0
              ? "below " + shown(cuts.get(0))
              : shown(cuts.get(i - 1)) + " to below " + shown(cuts.get(i)));
    }
    if (!cuts.isEmpty()) {
      labels.add(shown(cuts.getLast()) + " or above");
    }
    return labels;
  }

  private static String shown(double cut) {
    return BigDecimal.valueOf(cut).stripTrailingZeros().toPlainString();
  }
}

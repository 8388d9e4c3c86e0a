// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The test set and the models of a family, and what several inferences need of them: which units
 * count, how much each moves a metric, and which distinguish two models.
 */
final class PairedSetting {
  final LabelledSet set;
  final Units units;
  final List<ComparedCell> cells;
  final DecisionTest decisions;

  /** Units in which each class occurs. */
  final int[] unitsOfClass;

  final int[] classOfUnit;

  /** How many images of its class a typical image of a class has in its unit. */
  final double[] sizeOfClass;

  private final Map<Metric, List<@Nullable UnitInfluence>> influences = new EnumMap<>(Metric.class);

  PairedSetting(LabelledSet set, Units units, List<ComparedCell> cells, DecisionTest decisions) {
    this.set = set;
    this.units = units;
    this.cells = cells;
    this.decisions = decisions;
    unitsOfClass = set.unitsPerClass(units);
    classOfUnit = classOfUnit();
    sizeOfClass = sizeOfClass();
  }

  /** The images that a share is of; null if the metric is no share of images. */
  @Nullable IntPredicate shareOf(Metric metric) {
    if (metric.shareOfImages()) {
      return row -> true;
    }
    if (set.positive().isEmpty()) {
      return null;
    }
    int positive = set.positive().getAsInt();
    return switch (metric) {
      case RECALL_BINARY -> row -> set.truth(row) == positive;
      case SPECIFICITY_BINARY -> row -> set.truth(row) != positive;
      default -> null;
    };
  }

  int discordant(Metric metric, Contrast contrast) {
    IntPredicate ofKind = shareOf(metric);
    if (ofKind == null) {
      return swap(contrast).differingUnits().size();
    }
    return GroupedDecisions.of(
            set, units, scores(contrast.first().get(0)), scores(contrast.second().get(0)), ofKind)
        .discordantUnits();
  }

  LabelSwapTest swap(Contrast contrast) {
    return new LabelSwapTest(
        set, units, scores(contrast.first().get(0)), scores(contrast.second().get(0)));
  }

  List<Scores> scores(int cell) {
    return cells.get(cell).scores();
  }

  List<@Nullable UnitInfluence> influences(Metric metric) {
    return influences.computeIfAbsent(
        metric,
        of -> {
          List<@Nullable UnitInfluence> all = new ArrayList<>();
          for (ComparedCell cell : cells) {
            all.add(UnitInfluence.of(set, units, of, cell.scores()));
          }
          return all;
        });
  }

  /** The positive class of an average precision; else the class of the fewest units. */
  int rarest(Metric metric) {
    if (metric == Metric.AVERAGE_PRECISION_POSITIVE && set.positive().isPresent()) {
      return set.positive().getAsInt();
    }
    int rarest = 0;
    for (int c = 1; c < unitsOfClass.length; c++) {
      rarest = unitsOfClass[c] < unitsOfClass[rarest] ? c : rarest;
    }
    return rarest;
  }

  /** The rarest class that a unit has. */
  private int[] classOfUnit() {
    int[] of = new int[units.count()];
    Arrays.fill(of, -1);
    for (int row = 0; row < set.rows(); row++) {
      int unit = units.of(row);
      int c = set.truth(row);
      if (of[unit] < 0 || unitsOfClass[c] < unitsOfClass[of[unit]]) {
        of[unit] = c;
      }
    }
    return of;
  }

  private double[] sizeOfClass() {
    int classes = set.classCount();
    double[][] counts = new double[classes][units.count()];
    for (int row = 0; row < set.rows(); row++) {
      counts[set.truth(row)][units.of(row)]++;
    }
    double[] sizes = new double[classes];
    for (int c = 0; c < classes; c++) {
      double images = Arrays.stream(counts[c]).sum();
      sizes[c] = images == 0 ? 1 : Arrays.stream(counts[c]).map(m -> m * m).sum() / images;
    }
    return sizes;
  }
}

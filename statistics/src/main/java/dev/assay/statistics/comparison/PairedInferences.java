// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the one inference of a contrast. The first rule that fits:
 *
 * <ol>
 *   <li>a contrast of more than two setting.cells, or of cells with several seeds: Student's t over
 *       units and seeds, {@link DeltaLimits};
 *   <li>a share of images (accuracy, sensitivity, specificity): McNemar's exact test, or the
 *       sign-flip test over setting.units, among the images that the share is of, and the score
 *       interval of {@link Tango};
 *   <li>balanced accuracy: the exact label-swap permutation, and Tango's intervals of the classes;
 *   <li>the area of two classes: DeLong's or Obuchowski's test, and {@link AreaLimits};
 *   <li>average precision: Student's t over setting.units, and logit intervals, {@link
 *       LogitLimits};
 *   <li>any other metric: Student's t over setting.units, {@link DeltaLimits}, with the exact
 *       label-swap permutation where few units distinguish the models.
 * </ol>
 */
final class PairedInferences {
  private final PairedSetting setting;
  private final ShareInferences shares;
  private final RankInferences ranks;
  private final DeltaInferences deltas;

  PairedInferences(FamilySetting family) {
    setting =
        new PairedSetting(family.set(), family.units(), family.cells(), family.plan().decisions());
    shares = new ShareInferences(setting);
    ranks = new RankInferences(setting);
    deltas = new DeltaInferences(setting, ranks);
  }

  /** What the data say about a difference, or why they say nothing. */
  sealed interface Found {
    record Tested(PairedInference inference) implements Found {}

    /** For the reader of the table. */
    record Untestable(String reason, @Nullable Integer discordantUnits) implements Found {}
  }

  /**
   * @param point of each cell
   */
  Found of(Metric metric, Contrast contrast, double[] point) {
    if (contrast.isPair()) {
      IntPredicate ofKind = setting.shareOf(metric);
      if (ofKind != null && isOfOneModel(contrast)) {
        return shares.of(metric, contrast, ofKind);
      }
      if (contrast.models().allMatch(cell -> setting.cells.get(cell).seeds().size() == 1)) {
        if (isBalancedAccuracy(metric)) {
          return shares.balancedAccuracy(contrast);
        }
        if (isArea(metric)) {
          return ranks.area(contrast);
        }
        if (metric == Metric.AVERAGE_PRECISION_POSITIVE && setting.set.positive().isPresent()) {
          return ranks.averagePrecision(metric, contrast, point);
        }
      }
    }
    return deltas.of(metric, contrast, contrast.of(m -> point[m]));
  }

  /** Whether the decisions of one model of each cell are compared. */
  private boolean isOfOneModel(Contrast contrast) {
    return contrast
        .models()
        .allMatch(
            cell ->
                setting.cells.get(cell).seeds().size() == 1
                    || !(setting.decisions.of() instanceof DecisionTest.Of.SeedMean));
  }

  private static boolean isBalancedAccuracy(Metric metric) {
    return metric == Metric.BALANCED_ACCURACY || metric == Metric.RECALL_MACRO;
  }

  private boolean isArea(Metric metric) {
    return setting.set.classCount() == 2
        && (metric == Metric.AUROC
            || metric == Metric.AUROC_OVR_MACRO
            || metric == Metric.AUROC_OVR_WEIGHTED);
  }
}

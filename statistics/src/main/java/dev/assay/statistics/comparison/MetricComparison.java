// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of all cells on one metric.
 *
 * @param metric that is compared
 * @param primary whether it is the declared one; contrasts of others are exploratory
 * @param points of the cells in their order, means over seeds; null where undefined
 * @param seedsResampled whether intervals and max-T include the spread over training seeds
 * @param droppedShare share of the resamples dropped for all cells because the metric was undefined
 *     for one, in [0, 1]
 * @param contrasts of the family, in its order; empty if nothing can be compared
 * @param ranks of all cells; empty if there are no intervals of all pairs
 * @param notes for the reader of the table; the reason, if nothing can be compared
 */
public record MetricComparison(
    Metric metric,
    boolean primary,
    List<@Nullable Double> points,
    boolean seedsResampled,
    double droppedShare,
    List<ContrastResult> contrasts,
    List<RankSet> ranks,
    List<String> notes) {
  public MetricComparison {
    points = Collections.unmodifiableList(new ArrayList<>(points));
    contrasts = List.copyOf(contrasts);
    ranks = List.copyOf(ranks);
    notes = List.copyOf(notes);
  }
}

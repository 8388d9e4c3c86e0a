// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.IntervalEstimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All results for one contrast on one metric.
 *
 * @param contrast which cells, by their number in the comparison
 * @param confirmatory whether it was declared, on the primary metric, before the set was first
 *     analysed
 * @param difference first minus second, of the means over seeds, in units of the metric
 * @param standardError of the resamples; null where there is no interval
 * @param interval for this difference alone, with its method, or the reason why there is none
 * @param simultaneous max-T interval: all intervals of the family cover their true differences
 *     together; null where there is no interval, or too few units for so many contrasts
 * @param test name of the test
 * @param p of the test, two-sided, not adjusted; null where it is undefined
 * @param adjustedBy source of the adjusted p
 * @param adjustedP over the family; null where it is undefined or refused
 * @param discordantUnits units on which the two models' decisions differ (for accuracy: in how many
 *     images are right); null for contrasts of more than two models
 * @param margin the tests against the declared margin, not adjusted; null without a margin or an
 *     interval
 * @param precision the smallest true difference that would be found with a power of 80 %, computed
 *     from the observed spread; null where there is no interval
 * @param falseClaim posterior probability that the one that is ahead does not outperform the other
 *     (E. Christodoulou et al., arXiv 2505.04720); null where none is ahead or there is no interval
 * @param verdict at the declared level
 * @param notes for the reader of the table
 */
public record ContrastResult(
    Contrast contrast,
    boolean confirmatory,
    double difference,
    @Nullable Double standardError,
    IntervalEstimate interval,
    Difference.@Nullable Ends simultaneous,
    String test,
    @Nullable Double p,
    AdjustedBy adjustedBy,
    @Nullable Double adjustedP,
    @Nullable Integer discordantUnits,
    @Nullable Margin margin,
    @Nullable Double precision,
    @Nullable Double falseClaim,
    Verdict verdict,
    List<String> notes) {
  public ContrastResult {
    notes = List.copyOf(notes);
  }
}

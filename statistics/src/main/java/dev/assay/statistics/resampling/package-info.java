// SPDX-License-Identifier: Apache-2.0
/**
 * Draws a test set again and again and computes metrics on every replicate. {@link
 * dev.assay.statistics.resampling.ResamplingPlan} sets the number of resamples, the confidence, the
 * unit and the seed.
 *
 * <p>Reading order: {@code ResamplingPlan}, {@code Bootstrap}, {@code Replicates}, {@code
 * Jackknife}; then how units are drawn ({@code MultinomialDraws}, {@code PoissonDraws}) and two
 * faster forms ({@code GrowingBootstrap}, {@code ConfusionBootstrap}).
 */
@NullMarked
package dev.assay.statistics.resampling;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Random numbers that are a function of a seed and a counter, so that any thread can draw any
 * replicate.
 *
 * <p>Reading order: {@link dev.assay.statistics.random.CounterRandom}, then the Poisson and
 * binomial counts made from it.
 */
@NullMarked
package dev.assay.statistics.random;

import org.jspecify.annotations.NullMarked;

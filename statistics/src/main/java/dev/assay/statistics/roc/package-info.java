// SPDX-License-Identifier: Apache-2.0
/**
 * Areas under ROC curves by their theory instead of by resampling: variances, covariances between
 * models, intervals and tests. It uses arrays only, so that intervals and comparisons can both use
 * it.
 *
 * <p>Reading order: {@code CorrelatedAreas}, then {@code StructuralComponents}.
 */
@NullMarked
package dev.assay.statistics.roc;

import org.jspecify.annotations.NullMarked;

/**
 * Areas under ROC curves by their theory instead of by resampling: variances, covariances between
 * models, intervals and tests. Knows arrays only, so that intervals and comparisons can both stand
 * on it.
 */
@NullMarked
package dev.assay.statistics.roc;

import org.jspecify.annotations.NullMarked;

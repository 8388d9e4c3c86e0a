// SPDX-License-Identifier: Apache-2.0
/**
 * What goes in: a {@link dev.assay.statistics.testset.LabelledSet} says what is true, {@link
 * dev.assay.statistics.testset.Scores} say what one model predicted, and {@link
 * dev.assay.statistics.testset.Units} say which images are resampled as one.
 *
 * <p>Reading order: {@code LabelledSet}, {@code Scores}, {@code Units}; then {@code FoldedSet} for
 * cross-validation and {@code Seeds} for cells of several training seeds.
 */
@NullMarked
package dev.assay.statistics.testset;

import org.jspecify.annotations.NullMarked;

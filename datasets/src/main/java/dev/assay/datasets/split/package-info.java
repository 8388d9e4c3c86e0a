// SPDX-License-Identifier: Apache-2.0
/**
 * Splits: which image is in the training, validation or test part. Groups (patients or lesions) are
 * assigned as a whole.
 *
 * <p>No group is in two parts: {@link dev.assay.datasets.split.Splitter} assigns groups and not
 * images, {@link dev.assay.datasets.split.FixedParts} refuses data sets and earlier splits that
 * contradict this, and the constructor of {@link dev.assay.contracts.file.SplitManifest} checks it
 * once more whenever a manifest is made or read. {@code SplitPropertiesTest} proves it for
 * generated data sets.
 */
@NullMarked
package dev.assay.datasets.split;

import org.jspecify.annotations.NullMarked;

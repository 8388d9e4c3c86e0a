// SPDX-License-Identifier: Apache-2.0
/**
 * From a folder of medical images to a split whose parts share no patient. In the order of the data
 * flow: {@code layout} lists the files with their classes and patients, {@code source} and {@code
 * image} decode them, {@code scan} makes a version of the data set, {@code split} assigns groups to
 * parts, {@code leaks} searches for near-duplicates, and {@code pixels} packs the images. Plain
 * Java; no framework, no database, no deep-learning engine.
 *
 * <p>A file that cannot be used, such as a truncated JPEG, is left out with a {@link
 * dev.assay.datasets.QuarantineReason} and is counted in the manifest of the version; it never
 * stops a scan.
 */
@NullMarked
package dev.assay.datasets;

import org.jspecify.annotations.NullMarked;

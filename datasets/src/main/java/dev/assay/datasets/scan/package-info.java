// SPDX-License-Identifier: Apache-2.0
/**
 * One pass over the files of a data set: which are images, whose they are, and which are left out
 * and why. {@link dev.assay.datasets.scan.DatasetScanner} makes a {@link
 * dev.assay.datasets.scan.DatasetVersion}.
 */
@NullMarked
package dev.assay.datasets.scan;

import org.jspecify.annotations.NullMarked;

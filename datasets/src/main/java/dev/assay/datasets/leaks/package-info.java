// SPDX-License-Identifier: Apache-2.0
/** Leakage: copies and near-duplicates of images in several parts, groups or classes. */
@NullMarked
package dev.assay.datasets.leaks;

import org.jspecify.annotations.NullMarked;

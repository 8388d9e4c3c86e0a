// SPDX-License-Identifier: Apache-2.0
/** Slices of NIfTI volumes, by a small reader of our own. */
@NullMarked
package dev.assay.datasets.nifti;

import org.jspecify.annotations.NullMarked;

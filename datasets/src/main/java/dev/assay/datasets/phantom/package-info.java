// SPDX-License-Identifier: Apache-2.0
/** Synthetic images for demonstrations and tests, always marked as synthetic. */
@NullMarked
package dev.assay.datasets.phantom;

import org.jspecify.annotations.NullMarked;

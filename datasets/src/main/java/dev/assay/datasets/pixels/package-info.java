// SPDX-License-Identifier: Apache-2.0
/** Decoded and resized images, packed once for all trainings and scorings. */
@NullMarked
package dev.assay.datasets.pixels;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Trains one run for each cell and seed of a study, once for all studies that request it. */
@NullMarked
package dev.assay.training;

import org.jspecify.annotations.NullMarked;

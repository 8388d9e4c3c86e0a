// SPDX-License-Identifier: Apache-2.0
/** Measured comparisons with what a user would take instead; part of no artifact of the product. */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;

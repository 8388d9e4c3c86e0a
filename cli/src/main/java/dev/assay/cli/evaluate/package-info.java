// SPDX-License-Identifier: Apache-2.0
/** Scores and compares predictions from CSV files without a stack. */
@NullMarked
package dev.assay.cli.evaluate;

import org.jspecify.annotations.NullMarked;

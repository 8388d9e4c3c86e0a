// SPDX-License-Identifier: Apache-2.0
/**
 * Where the numbers of a row come from, and whether computing them once more gives the same ones.
 */
@NullMarked
package dev.assay.reporting.lineage;

import org.jspecify.annotations.NullMarked;

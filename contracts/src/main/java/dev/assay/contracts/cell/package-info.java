// SPDX-License-Identifier: Apache-2.0
/** One row of the table, how a study names one, and the keys under which results are stored. */
@NullMarked
package dev.assay.contracts.cell;

import org.jspecify.annotations.NullMarked;

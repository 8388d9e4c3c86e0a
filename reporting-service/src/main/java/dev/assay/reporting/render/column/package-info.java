// SPDX-License-Identifier: Apache-2.0
/**
 * The columns of the main table. {@link dev.assay.reporting.render.column.Columns} declares for
 * each format which columns there are and in which order.
 */
@NullMarked
package dev.assay.reporting.render.column;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Tables before they are typeset: the main one of metrics and the supplementary ones. The formats
 * only add their markup.
 */
@NullMarked
package dev.assay.reporting.render.table;

import org.jspecify.annotations.NullMarked;

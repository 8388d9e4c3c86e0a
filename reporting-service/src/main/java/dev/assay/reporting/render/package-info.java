// SPDX-License-Identifier: Apache-2.0
/**
 * The formats of a report, as pure functions of one {@link dev.assay.reporting.report.Report}: no
 * clock, host, locale or map order reaches the text, so that equal results give equal bytes.
 */
@NullMarked
package dev.assay.reporting.render;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Figures: what they show as pure functions of stored results, and how they are drawn for print.
 * One specification, {@code figures.js}, serves the page and print: ADR 0075.
 */
@NullMarked
package dev.assay.reporting.plot;

import org.jspecify.annotations.NullMarked;

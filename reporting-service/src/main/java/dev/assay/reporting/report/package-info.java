// SPDX-License-Identifier: Apache-2.0
/**
 * What a report of a study says, whatever its format: plain records, which are made from stored
 * results ({@link dev.assay.reporting.ReportAssembly}) and read by the renderers.
 */
@NullMarked
package dev.assay.reporting.report;

import org.jspecify.annotations.NullMarked;

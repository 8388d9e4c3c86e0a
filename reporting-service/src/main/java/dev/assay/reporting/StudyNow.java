// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.reporting.report.Report;

/**
 * A study as it is now.
 *
 * @param report from stored results
 * @param status of the same history, with the progress of its runs
 */
public record StudyNow(Report report, StudyStatus status) {}

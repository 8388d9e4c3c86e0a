// SPDX-License-Identifier: Apache-2.0
/** The report as a complete article: one HTML file for browsers, and a PDF without TeX. */
@NullMarked
package dev.assay.reporting.article;

import org.jspecify.annotations.NullMarked;

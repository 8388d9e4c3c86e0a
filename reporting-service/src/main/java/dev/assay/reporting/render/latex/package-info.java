// SPDX-License-Identifier: Apache-2.0
/** The report as LaTeX, for a paper. */
@NullMarked
package dev.assay.reporting.render.latex;

import org.jspecify.annotations.NullMarked;

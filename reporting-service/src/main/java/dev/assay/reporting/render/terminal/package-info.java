// SPDX-License-Identifier: Apache-2.0
/** The report as a terminal shows it. */
@NullMarked
package dev.assay.reporting.render.terminal;

import org.jspecify.annotations.NullMarked;

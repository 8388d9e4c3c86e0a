// SPDX-License-Identifier: Apache-2.0
/** The numbers of a report as CSV, for programs; each file declares its columns in one enum. */
@NullMarked
package dev.assay.reporting.render.csv;

import org.jspecify.annotations.NullMarked;

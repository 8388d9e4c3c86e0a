// SPDX-License-Identifier: Apache-2.0
/** What the comparisons of several data sets of one study amount to. */
@NullMarked
package dev.assay.reporting.across;

import org.jspecify.annotations.NullMarked;

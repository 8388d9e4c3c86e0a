// SPDX-License-Identifier: Apache-2.0
/** The pages for browsers: what they show as records, and the templates that show it: ADR 0078. */
@NullMarked
package dev.assay.reporting.page;

import org.jspecify.annotations.NullMarked;

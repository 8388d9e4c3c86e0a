// SPDX-License-Identifier: Apache-2.0
/** Read-only pages for browsers, without scripts. */
@NullMarked
package dev.assay.reporting.page;

import org.jspecify.annotations.NullMarked;

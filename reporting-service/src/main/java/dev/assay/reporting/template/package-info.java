// SPDX-License-Identifier: Apache-2.0
/** HTML from Qute templates, which are in {@code src/main/resources/templates}. */
@NullMarked
package dev.assay.reporting.template;

import org.jspecify.annotations.NullMarked;

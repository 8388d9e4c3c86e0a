// SPDX-License-Identifier: Apache-2.0
/** The report as Markdown, for a repository or an issue. */
@NullMarked
package dev.assay.reporting.render.markdown;

import org.jspecify.annotations.NullMarked;

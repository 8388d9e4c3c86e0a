// SPDX-License-Identifier: Apache-2.0
/** The report as a fragment of HTML, for the service's own pages, through Qute templates. */
@NullMarked
package dev.assay.reporting.render.html;

import org.jspecify.annotations.NullMarked;

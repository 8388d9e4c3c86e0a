/** A read-only view for browsers; it needs no script. */
@NullMarked
package dev.assay.reporting.page;

import org.jspecify.annotations.NullMarked;

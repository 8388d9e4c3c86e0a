/** Errors as RFC 9457 problem documents. */
@NullMarked
package dev.assay.reporting.problem;

import org.jspecify.annotations.NullMarked;

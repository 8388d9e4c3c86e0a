/** The one entry: requests that belong to other services are passed on to them, as streams. */
@NullMarked
package dev.assay.reporting.forwarding;

import org.jspecify.annotations.NullMarked;

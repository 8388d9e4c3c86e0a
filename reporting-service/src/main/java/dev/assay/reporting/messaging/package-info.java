/** The events that this service consumes. */
@NullMarked
package dev.assay.reporting.messaging;

import org.jspecify.annotations.NullMarked;

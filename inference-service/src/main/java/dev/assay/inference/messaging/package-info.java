/** Consumes the events this service waits for, and tells progress. */
@NullMarked
package dev.assay.inference.messaging;

import org.jspecify.annotations.NullMarked;

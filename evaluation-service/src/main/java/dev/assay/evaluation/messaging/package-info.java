/** Consumes the events this service waits for. */
@NullMarked
package dev.assay.evaluation.messaging;

import org.jspecify.annotations.NullMarked;

/** The events that come in, and progress, which goes out directly. */
@NullMarked
package dev.assay.training.messaging;

import org.jspecify.annotations.NullMarked;

/** Events into the projection. */
@NullMarked
package dev.assay.reporting.messaging;

import org.jspecify.annotations.NullMarked;

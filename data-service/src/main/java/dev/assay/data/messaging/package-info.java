/** Consumes what decides a study's state. */
@NullMarked
package dev.assay.data.messaging;

import org.jspecify.annotations.NullMarked;

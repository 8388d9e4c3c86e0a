/** The REST interface. */
@NullMarked
package dev.assay.evaluation.api;

import org.jspecify.annotations.NullMarked;

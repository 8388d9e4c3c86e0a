/** From prediction files to a metrics file; no database, no messages. */
@NullMarked
package dev.assay.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

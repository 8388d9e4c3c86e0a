/** The tables of this service. */
@NullMarked
package dev.assay.evaluation.store;

import org.jspecify.annotations.NullMarked;

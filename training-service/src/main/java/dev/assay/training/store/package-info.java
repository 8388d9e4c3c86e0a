/** The tables. */
@NullMarked
package dev.assay.training.store;

import org.jspecify.annotations.NullMarked;

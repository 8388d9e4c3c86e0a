/** The tables of this service. */
@NullMarked
package dev.assay.inference.store;

import org.jspecify.annotations.NullMarked;

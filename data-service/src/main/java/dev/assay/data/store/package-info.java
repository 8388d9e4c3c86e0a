/** The tables of this service. */
@NullMarked
package dev.assay.data.store;

import org.jspecify.annotations.NullMarked;

/** The tables of this service, one class each. */
@NullMarked
package dev.assay.data.store;

import org.jspecify.annotations.NullMarked;

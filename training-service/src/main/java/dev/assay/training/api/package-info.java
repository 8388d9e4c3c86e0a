/** The runs over HTTP. */
@NullMarked
package dev.assay.training.api;

import org.jspecify.annotations.NullMarked;

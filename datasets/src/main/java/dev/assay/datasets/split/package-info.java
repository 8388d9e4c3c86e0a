/** Splits by whole groups: who trains, who validates, who tests. */
@NullMarked
package dev.assay.datasets.split;

import org.jspecify.annotations.NullMarked;

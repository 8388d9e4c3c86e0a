/** Official weights on this machine: what there is, how it gets here, and whether it is whole. */
@NullMarked
package dev.assay.cli.weights;

import org.jspecify.annotations.NullMarked;

/** NumPy's archives of arrays. */
@NullMarked
package dev.assay.datasets.npz;

import org.jspecify.annotations.NullMarked;

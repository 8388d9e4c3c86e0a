/** Decoded and resized images, packed once for everybody who trains or scores. */
@NullMarked
package dev.assay.datasets.pixels;

import org.jspecify.annotations.NullMarked;

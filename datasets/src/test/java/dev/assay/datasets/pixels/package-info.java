@NullMarked
package dev.assay.datasets.pixels;

import org.jspecify.annotations.NullMarked;

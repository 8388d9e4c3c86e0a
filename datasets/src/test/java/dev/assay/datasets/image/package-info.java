@NullMarked
package dev.assay.datasets.image;

import org.jspecify.annotations.NullMarked;

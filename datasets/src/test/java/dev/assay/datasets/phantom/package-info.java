@NullMarked
package dev.assay.datasets.phantom;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.assay.datasets.scan;

import org.jspecify.annotations.NullMarked;

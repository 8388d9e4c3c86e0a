@NullMarked
package dev.assay.datasets.split;

import org.jspecify.annotations.NullMarked;

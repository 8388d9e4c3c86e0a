@NullMarked
package dev.assay.datasets.layout;

import org.jspecify.annotations.NullMarked;

/** The folder structures in which data sets are published, one class each. */
@NullMarked
package dev.assay.datasets.layout;

import org.jspecify.annotations.NullMarked;

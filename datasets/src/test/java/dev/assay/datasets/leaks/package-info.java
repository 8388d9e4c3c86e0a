@NullMarked
package dev.assay.datasets.leaks;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.assay.evaluation.comparisons;

import org.jspecify.annotations.NullMarked;

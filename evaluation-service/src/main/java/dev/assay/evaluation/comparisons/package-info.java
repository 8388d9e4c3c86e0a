/** Cells against each other: names, jobs, and what the statistics say of them. */
@NullMarked
package dev.assay.evaluation.comparisons;

import org.jspecify.annotations.NullMarked;

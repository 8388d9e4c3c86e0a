@NullMarked
package dev.assay.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

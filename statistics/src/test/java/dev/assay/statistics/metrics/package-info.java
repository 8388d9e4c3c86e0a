@NullMarked
package dev.assay.statistics.metrics;

import org.jspecify.annotations.NullMarked;

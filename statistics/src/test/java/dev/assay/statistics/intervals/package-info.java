@NullMarked
package dev.assay.statistics.intervals;

import org.jspecify.annotations.NullMarked;

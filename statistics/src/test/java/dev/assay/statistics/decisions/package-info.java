@NullMarked
package dev.assay.statistics.decisions;

import org.jspecify.annotations.NullMarked;

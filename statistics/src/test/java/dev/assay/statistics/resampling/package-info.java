@NullMarked
package dev.assay.statistics.resampling;

import org.jspecify.annotations.NullMarked;

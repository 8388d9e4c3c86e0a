@NullMarked
package dev.assay.statistics.calibration;

import org.jspecify.annotations.NullMarked;

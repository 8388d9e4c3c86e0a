/** Predictions in CSV files from anywhere, scored and compared without a stack. */
@NullMarked
package dev.assay.cli.evaluate;

import org.jspecify.annotations.NullMarked;

/** Trains one run for each cell and seed of a study, once, whoever asks for it. */
@NullMarked
package dev.assay.training;

import org.jspecify.annotations.NullMarked;

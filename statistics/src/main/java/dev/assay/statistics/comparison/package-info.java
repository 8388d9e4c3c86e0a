/**
 * Models compared on one test set, image by image or patient by patient. {@link
 * dev.assay.statistics.comparison.ModelComparison} puts a declared family together; the tests it
 * chooses from are classes of their own, with their formula and source.
 */
@NullMarked
package dev.assay.statistics.comparison;

import org.jspecify.annotations.NullMarked;

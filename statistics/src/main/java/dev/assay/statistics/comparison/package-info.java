/**
 * Models compared on one test set, image by image or patient by patient: tests of two models, and
 * differences of a declared family with simultaneous intervals. Each is a class of its own, with
 * its formula and source.
 */
@NullMarked
package dev.assay.statistics.comparison;

import org.jspecify.annotations.NullMarked;

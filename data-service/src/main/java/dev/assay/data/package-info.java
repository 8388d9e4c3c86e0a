/**
 * Data sets, their versions and splits, weights, and studies with their state. The only service
 * that opens source images or knows where they lie.
 */
@NullMarked
package dev.assay.data;

import org.jspecify.annotations.NullMarked;

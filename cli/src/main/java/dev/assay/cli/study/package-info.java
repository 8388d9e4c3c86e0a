/** The user's side of a study: the file, the images, the weights, and what a run of it would do. */
@NullMarked
package dev.assay.cli.study;

import org.jspecify.annotations.NullMarked;

/** A run as a child process: its folder, its job, its end. */
@NullMarked
package dev.assay.training.run;

import org.jspecify.annotations.NullMarked;

/** Reading a folder once: what its images are, whose they are, and which cannot be used. */
@NullMarked
package dev.assay.datasets.scan;

import org.jspecify.annotations.NullMarked;

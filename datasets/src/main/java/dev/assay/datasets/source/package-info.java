/** Reading images wherever a data set keeps them: as files, or as elements of an array. */
@NullMarked
package dev.assay.datasets.source;

import org.jspecify.annotations.NullMarked;

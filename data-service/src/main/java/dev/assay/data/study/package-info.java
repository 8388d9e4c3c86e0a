/** From a study file to cells, splits and events; and a study's state until its end. */
@NullMarked
package dev.assay.data.study;

import org.jspecify.annotations.NullMarked;

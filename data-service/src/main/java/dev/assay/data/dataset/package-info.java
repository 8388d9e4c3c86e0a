/** Registering data sets, from a folder of this machine or an upload. */
@NullMarked
package dev.assay.data.dataset;

import org.jspecify.annotations.NullMarked;

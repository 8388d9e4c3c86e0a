/** What is said of data sets while they are read: of no study, and for nobody who must hear it. */
@NullMarked
package dev.assay.contracts.progress;

import org.jspecify.annotations.NullMarked;

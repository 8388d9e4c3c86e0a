/** New images of registered data sets, from wherever: collected into batches, one version each. */
@NullMarked
package dev.assay.data.ingestion;

import org.jspecify.annotations.NullMarked;

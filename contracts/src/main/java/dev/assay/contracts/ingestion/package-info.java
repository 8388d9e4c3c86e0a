/** What others say to Assay: images that it did not ask for. */
@NullMarked
package dev.assay.contracts.ingestion;

import org.jspecify.annotations.NullMarked;

/** What others say to Assay: images that it did not ask for. */
@NullMarked
package dev.assay.contracts.arrival;

import org.jspecify.annotations.NullMarked;

/** What events and stored results say about studies: the projection behind every report. */
@NullMarked
package dev.assay.reporting;

import org.jspecify.annotations.NullMarked;

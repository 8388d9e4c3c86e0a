@NullMarked
package dev.assay.data.ingestion;

import org.jspecify.annotations.NullMarked;

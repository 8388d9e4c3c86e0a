// SPDX-License-Identifier: Apache-2.0
/** Events that other systems publish for Assay: new images of a data set. */
@NullMarked
package dev.assay.contracts.ingestion;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Progress of data sets while they are scanned. It belongs to no study, and losing it does no harm.
 */
@NullMarked
package dev.assay.contracts.progress;

import org.jspecify.annotations.NullMarked;

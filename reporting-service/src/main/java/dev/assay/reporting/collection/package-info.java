// SPDX-License-Identifier: Apache-2.0
/** Removes artifacts that nothing refers to. */
@NullMarked
package dev.assay.reporting.collection;

import org.jspecify.annotations.NullMarked;

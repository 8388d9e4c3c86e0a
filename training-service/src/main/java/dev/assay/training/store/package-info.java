// SPDX-License-Identifier: Apache-2.0
/** The tables. */
@NullMarked
package dev.assay.training.store;

import org.jspecify.annotations.NullMarked;

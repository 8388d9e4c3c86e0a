// SPDX-License-Identifier: Apache-2.0
/** The tables of this service. */
@NullMarked
package dev.assay.evaluation.store;

import org.jspecify.annotations.NullMarked;

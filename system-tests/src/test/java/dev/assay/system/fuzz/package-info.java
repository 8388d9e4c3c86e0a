// SPDX-License-Identifier: Apache-2.0
/** Damaged files for every parser of foreign bytes. */
@NullMarked
package dev.assay.system.fuzz;

import org.jspecify.annotations.NullMarked;

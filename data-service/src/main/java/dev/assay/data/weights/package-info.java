// SPDX-License-Identifier: Apache-2.0
/** The weights files that studies may start from. */
@NullMarked
package dev.assay.data.weights;

import org.jspecify.annotations.NullMarked;

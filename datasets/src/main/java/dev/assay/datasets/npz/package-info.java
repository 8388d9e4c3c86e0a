// SPDX-License-Identifier: Apache-2.0
/** Archives of NumPy arrays ({@code .npz}). */
@NullMarked
package dev.assay.datasets.npz;

import org.jspecify.annotations.NullMarked;

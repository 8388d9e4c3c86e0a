// SPDX-License-Identifier: Apache-2.0
/** How a model is trained: the recipe and its parts, and which epoch is kept. */
@NullMarked
package dev.assay.contracts.recipe;

import org.jspecify.annotations.NullMarked;

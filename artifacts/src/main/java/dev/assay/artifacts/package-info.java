// SPDX-License-Identifier: Apache-2.0
/** Stores of immutable artifacts, addressed by the hash of their content. */
@NullMarked
package dev.assay.artifacts;

import org.jspecify.annotations.NullMarked;

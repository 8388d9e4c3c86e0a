// SPDX-License-Identifier: Apache-2.0
/**
 * Models that are no backbones of Assay: their files, and the JSON in which owners describe them.
 */
@NullMarked
package dev.assay.weights.imported;

import org.jspecify.annotations.NullMarked;

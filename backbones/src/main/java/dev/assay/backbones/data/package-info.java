// SPDX-License-Identifier: Apache-2.0
/** Images and features as batches of tensors. */
@NullMarked
package dev.assay.backbones.data;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Parameters that gradient descent may change, and how their gradients are kept. */
@NullMarked
package dev.assay.backbones.gradients;

import org.jspecify.annotations.NullMarked;

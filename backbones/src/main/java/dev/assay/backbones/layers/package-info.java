// SPDX-License-Identifier: Apache-2.0
/**
 * What networks and heads are made of: blocks with named parameters, layers, the distributions that
 * initial values are drawn from. Start reading at {@link dev.assay.backbones.layers.NamedBlock}.
 */
@NullMarked
package dev.assay.backbones.layers;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The networks up to their pooled feature: one architecture is one file. */
@NullMarked
package dev.assay.backbones.networks;

import org.jspecify.annotations.NullMarked;

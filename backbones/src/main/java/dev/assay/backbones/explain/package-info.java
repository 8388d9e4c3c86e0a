// SPDX-License-Identifier: Apache-2.0
/** What in an image a network looked at: ADR 0092. */
@NullMarked
package dev.assay.backbones.explain;

import org.jspecify.annotations.NullMarked;

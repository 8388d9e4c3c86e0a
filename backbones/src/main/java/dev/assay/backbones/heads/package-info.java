// SPDX-License-Identifier: Apache-2.0
/**
 * What turns a pooled feature into logits or votes. Start reading at {@link
 * dev.assay.backbones.heads.Heads}.
 */
@NullMarked
package dev.assay.backbones.heads;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The scorer process. */
@NullMarked
package dev.assay.backbones.scorer;

import org.jspecify.annotations.NullMarked;

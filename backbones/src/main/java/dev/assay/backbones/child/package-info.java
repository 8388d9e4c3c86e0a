// SPDX-License-Identifier: Apache-2.0
/** What trainer and scorer have in common as child processes. */
@NullMarked
package dev.assay.backbones.child;

import org.jspecify.annotations.NullMarked;

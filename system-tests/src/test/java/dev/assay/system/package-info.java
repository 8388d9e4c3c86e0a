// SPDX-License-Identifier: Apache-2.0
/** The whole system, as its users meet it: through the command. */
@NullMarked
package dev.assay.system;

import org.jspecify.annotations.NullMarked;

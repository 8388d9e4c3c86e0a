// SPDX-License-Identifier: Apache-2.0
/** The files of the original study's scripts, byte for byte in their formats. */
@NullMarked
package dev.assay.reporting.render.legacy;

import org.jspecify.annotations.NullMarked;

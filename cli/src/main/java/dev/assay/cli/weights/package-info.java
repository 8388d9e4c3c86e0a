// SPDX-License-Identifier: Apache-2.0
/**
 * Official weights on this machine: which there are, how they are fetched, and whether they are
 * complete.
 */
@NullMarked
package dev.assay.cli.weights;

import org.jspecify.annotations.NullMarked;

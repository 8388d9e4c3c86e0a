// SPDX-License-Identifier: Apache-2.0
/**
 * Files become pixels in child processes, each with a bound of memory and of time, so that no file
 * can stop or slow down whoever reads it.
 */
@NullMarked
package dev.assay.datasets.decoding;

import org.jspecify.annotations.NullMarked;

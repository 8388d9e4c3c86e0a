// SPDX-License-Identifier: Apache-2.0
/**
 * Data sets as text: the contents of a folder, read without a stack, and the data sets of a stack.
 */
@NullMarked
package dev.assay.cli.data;

import org.jspecify.annotations.NullMarked;

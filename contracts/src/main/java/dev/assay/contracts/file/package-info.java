// SPDX-License-Identifier: Apache-2.0
/** The formats of the artifacts, each with its one reader and writer. */
@NullMarked
package dev.assay.contracts.file;

import org.jspecify.annotations.NullMarked;

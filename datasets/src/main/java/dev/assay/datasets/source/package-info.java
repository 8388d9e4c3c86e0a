// SPDX-License-Identifier: Apache-2.0
/** Reads images from where a data set keeps them: files, or elements of an array in an archive. */
@NullMarked
package dev.assay.datasets.source;

import org.jspecify.annotations.NullMarked;

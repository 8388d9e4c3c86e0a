// SPDX-License-Identifier: Apache-2.0
/** Features of images that their owner computed, and to which images of a data set they belong. */
@NullMarked
package dev.assay.datasets.features;

import org.jspecify.annotations.NullMarked;

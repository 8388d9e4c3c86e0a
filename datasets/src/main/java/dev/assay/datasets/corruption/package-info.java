// SPDX-License-Identifier: Apache-2.0
/** Corruptions of images, by which the robustness of models is measured. */
@NullMarked
package dev.assay.datasets.corruption;

import org.jspecify.annotations.NullMarked;

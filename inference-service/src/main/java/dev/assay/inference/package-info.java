// SPDX-License-Identifier: Apache-2.0
/** Scores the validation and test images of a split with a trained model. */
@NullMarked
package dev.assay.inference;

import org.jspecify.annotations.NullMarked;

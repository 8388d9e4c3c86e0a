// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.evaluation.comparisons;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.metrics;

import org.jspecify.annotations.NullMarked;

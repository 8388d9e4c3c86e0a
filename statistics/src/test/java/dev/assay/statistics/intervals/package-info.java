// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.intervals;

import org.jspecify.annotations.NullMarked;

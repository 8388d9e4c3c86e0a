// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.comparison;

import org.jspecify.annotations.NullMarked;

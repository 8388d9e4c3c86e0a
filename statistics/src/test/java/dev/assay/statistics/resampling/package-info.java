// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.resampling;

import org.jspecify.annotations.NullMarked;

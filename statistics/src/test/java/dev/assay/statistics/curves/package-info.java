// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.curves;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics.random;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.assay.statistics;

import org.jspecify.annotations.NullMarked;

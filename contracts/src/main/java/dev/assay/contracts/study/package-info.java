// SPDX-License-Identifier: Apache-2.0
/** The study file, its faults and its expansion into cells. */
@NullMarked
package dev.assay.contracts.study;

import org.jspecify.annotations.NullMarked;

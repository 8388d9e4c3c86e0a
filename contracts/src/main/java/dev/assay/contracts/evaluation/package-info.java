// SPDX-License-Identifier: Apache-2.0
/**
 * What a study evaluates: how intervals are computed, which cells are compared, which decisions and
 * subgroups are reported. Plans are fixed before there are results.
 */
@NullMarked
package dev.assay.contracts.evaluation;

import org.jspecify.annotations.NullMarked;

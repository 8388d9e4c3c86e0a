// SPDX-License-Identifier: Apache-2.0
/**
 * What changes while somebody looks at the page: tables whose rows are sent as they change. What a
 * row says is a pure function of a study's state.
 */
@NullMarked
package dev.assay.reporting.live;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What can be taken out of the store: every file of a study as a pure function of its events and
 * the artifacts that they refer to, so that the same study gives the same bytes.
 */
@NullMarked
package dev.assay.reporting.export;

import org.jspecify.annotations.NullMarked;

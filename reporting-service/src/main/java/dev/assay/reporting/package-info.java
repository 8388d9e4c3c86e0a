// SPDX-License-Identifier: Apache-2.0
/** Studies as their events and stored results show them: the projection behind every report. */
@NullMarked
package dev.assay.reporting;

import org.jspecify.annotations.NullMarked;

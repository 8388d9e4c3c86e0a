// SPDX-License-Identifier: Apache-2.0
/** The events that this service consumes. */
@NullMarked
package dev.assay.reporting.messaging;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Notifies others of events by signed requests to addresses that the operator names. */
@NullMarked
package dev.assay.reporting.webhook;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Consumes the events of this service, and publishes progress. */
@NullMarked
package dev.assay.inference.messaging;

import org.jspecify.annotations.NullMarked;

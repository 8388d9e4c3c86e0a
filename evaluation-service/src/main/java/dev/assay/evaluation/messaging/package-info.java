// SPDX-License-Identifier: Apache-2.0
/** Consumes the events this service waits for. */
@NullMarked
package dev.assay.evaluation.messaging;

import org.jspecify.annotations.NullMarked;

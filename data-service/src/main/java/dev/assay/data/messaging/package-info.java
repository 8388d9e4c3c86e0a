// SPDX-License-Identifier: Apache-2.0
/** The event consumers of this service, and the channel on which it sends progress. */
@NullMarked
package dev.assay.data.messaging;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The events of the flow, one record each. */
@NullMarked
package dev.assay.contracts.event;

import org.jspecify.annotations.NullMarked;

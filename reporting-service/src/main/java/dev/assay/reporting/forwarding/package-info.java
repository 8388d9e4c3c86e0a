// SPDX-License-Identifier: Apache-2.0
/** The one entry to the system: requests for other services are forwarded as streams. */
@NullMarked
package dev.assay.reporting.forwarding;

import org.jspecify.annotations.NullMarked;

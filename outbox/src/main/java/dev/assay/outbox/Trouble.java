// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Instant;

/** Why something does not work at the moment; it is tried again. */
public record Trouble(Instant since, String reason) {}

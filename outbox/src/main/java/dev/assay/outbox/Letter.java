// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that was set aside.
 *
 * @param state {@code waiting}: its handling failed and is tried again by itself; {@code dead}: it
 *     can never be read or used, unless this service changes
 * @param key of the record, as far as it is text
 * @param size of its payload in bytes
 * @param reason of the last failure
 * @param attempts to handle it so far
 * @param nextAt when it is tried again; null for a dead one
 * @param payload the beginning of what it says; null in lists, and if it says nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Letter(
    long id,
    String state,
    String topic,
    int partition,
    long offset,
    @Nullable String key,
    int size,
    Instant recordedAt,
    Instant setAsideAt,
    String reason,
    int attempts,
    @Nullable Instant nextAt,
    @Nullable String payload) {}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.outbox.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The requested result of a key and how far it is.
 *
 * @param state {@code QUEUED}, {@code RUNNING}, {@code DONE} or {@code DEAD}
 * @param reason of the last failure
 * @param result absent until it is done
 */
public record Answer<T>(
    String key, WorkStatus.State state, @Nullable String reason, @Nullable T result) {}

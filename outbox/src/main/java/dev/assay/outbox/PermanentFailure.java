// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that failed permanently: it is not tried again until somebody requests it anew.
 *
 * @param payload as requested
 * @param failures how many attempts failed
 * @param reason of the last failure, for a person
 * @param actor who must act, in the words of {@link WorkFailure#actor()}; null when the workers
 *     died
 * @param requests of those who wait for the result and must be notified
 */
public record PermanentFailure(
    String workKey,
    String payload,
    int failures,
    String reason,
    @Nullable String actor,
    List<Request> requests) {
  public PermanentFailure {
    requests = List.copyOf(requests);
  }
}

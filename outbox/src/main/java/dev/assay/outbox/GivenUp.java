package dev.assay.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that will not be tried again unless somebody new demands it.
 *
 * @param payload as offered
 * @param failures how many attempts ended badly
 * @param reason of the last failure, for a person
 * @param actor who must act, in the words of {@link WorkFailure#actor()}; null when the workers
 *     died
 * @param demands those who wait for it, to be told
 */
public record GivenUp(
    String workKey,
    String payload,
    int failures,
    String reason,
    @Nullable String actor,
    List<Demand> demands) {
  public GivenUp {
    demands = List.copyOf(demands);
  }
}

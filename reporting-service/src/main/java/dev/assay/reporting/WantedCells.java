// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which cells of a study a status is to show.
 *
 * @param states only cells in these; empty: all
 * @param limit the largest number of cells, from 1 to {@link #MOST}
 * @param offset how many of them are skipped, from 0
 */
public record WantedCells(Set<State> states, int limit, int offset) {
  /** A page of so many takes a few MB. */
  public static final int MOST = 5000;

  /** What is shown where nothing is asked for. */
  public static final int USUAL = 1000;

  /** How far a cell is. */
  public enum State {
    PENDING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException if the limit or the offset is out of its range
   */
  public WantedCells {
    if (limit < 1 || limit > MOST || offset < 0) {
      throw new IllegalArgumentException(
          "limit must be from 1 to %d and offset at least 0".formatted(MOST));
    }
    states = Set.copyOf(states);
  }

  /**
   * @param states with commas between them; empty: all
   * @throws IllegalArgumentException likewise, or if there is no such state
   */
  public static WantedCells of(String states, int limit, int offset) {
    Set<State> chosen = EnumSet.noneOf(State.class);
    if (!states.isEmpty()) {
      for (String label : states.split(",", -1)) {
        chosen.add(
            Arrays.stream(State.values())
                .filter(state -> state.label().equals(label.strip()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "state: '%s' is none of %s".formatted(label, labels()))));
      }
    }
    return new WantedCells(chosen, limit, offset);
  }

  private static String labels() {
    return String.join(", ", List.of(State.values()).stream().map(State::label).toList());
  }
}

package dev.assay.statistics.comparison;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How often a test set has been looked at before. Models that were added after the first look were
 * chosen by somebody who had seen its numbers: their contrasts are exploratory, and the family is
 * adjusted anew with them in it.
 *
 * @param earlier the names of the cells at each earlier look, oldest first
 */
public record Looks(List<Set<String>> earlier) {
  public Looks {
    earlier = earlier.stream().map(Set::copyOf).toList();
  }

  public static Looks first() {
    return new Looks(List.of());
  }

  /** 1 for the first. */
  public int number() {
    return earlier.size() + 1;
  }

  /** Those that were not there at the first look. */
  public List<String> added(List<String> cells) {
    return earlier.isEmpty()
        ? List.of()
        : cells.stream().filter(cell -> !earlier.get(0).contains(cell)).toList();
  }

  /** What a table must say; empty at the first look. */
  Optional<String> note(List<String> cells) {
    if (earlier.isEmpty()) {
      return Optional.empty();
    }
    List<String> added = added(cells);
    String look = "look " + number() + " at this test set";
    return Optional.of(
        added.isEmpty()
            ? look + ", with no model that the first had not"
            : look
                + ": the family was reopened for "
                + String.join(", ", added)
                + "; adjusted p-values replace those of earlier looks, and contrasts with added"
                + " models are exploratory");
  }
}

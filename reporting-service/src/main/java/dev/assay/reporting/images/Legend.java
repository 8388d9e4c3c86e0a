// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.contracts.file.Explanation;
import java.util.Collections;
import java.util.List;

/**
 * The picture of an explanation in words.
 *
 * @param text what its colours mean
 * @param alt for those who do not see it
 */
record Legend(String text, String alt) {
  private static final String LIMIT =
      " It shows where the model looked, not whether it was right to.";

  private static final List<String> ROWS = List.of("upper", "middle", "lower");
  private static final List<String> COLUMNS = List.of("left", "centre", "right");

  /**
   * @param kind of what the names are: {@code class} or {@code finding}
   * @param names of all
   */
  static Legend of(Explanation explanation, String kind, List<String> names, long seed) {
    boolean rollout = explanation.method().equals(Explanation.ATTENTION_ROLLOUT);
    Integer label = explanation.label();
    String what =
        rollout || label == null
            ? "Attention roll-out, seed %d, the same for every %s".formatted(seed, kind)
            : "Grad-CAM for %s %s, seed %d".formatted(kind, names.get(label), seed);
    double least = rollout ? Collections.min(explanation.values()) : 0;
    if (Collections.max(explanation.values()) <= least) {
      String none =
          rollout
              ? "every place is attended to alike"
              : "no place of the image speaks for this " + kind;
      return new Legend(
          "%s: %s, so the image is unchanged.%s".formatted(what, none, LIMIT),
          "%s: %s".formatted(what, none));
    }
    String colours =
        rollout
            ? "What was in the yellow places reached the result the most, then red and purple; what"
                + " is in unchanged places the least."
            : "Yellow places speak for this %s the most, then red and purple; unchanged places do not."
                .formatted(kind);
    return new Legend(
        "%s. %s%s".formatted(what, colours, LIMIT),
        "%s, over the image: the most is in the %s".formatted(what, place(explanation)));
  }

  /** Where the largest value is, in thirds; the first of equals. */
  private static String place(Explanation explanation) {
    int at = explanation.values().indexOf(Collections.max(explanation.values()));
    return "%s %s"
        .formatted(
            ROWS.get(third(at / explanation.columns(), explanation.rows())),
            COLUMNS.get(third(at % explanation.columns(), explanation.columns())));
  }

  private static int third(int index, int count) {
    return (2 * index + 1) * 3 / (2 * count);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant who mistyped a name. */
public final class Suggestions {
  private Suggestions() {}

  /** {@code ; did you mean 'run'?}, or an empty text if nothing is close. */
  public static String of(String given, Collection<String> known) {
    return closest(given, known).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** The first of those that are closest; a third of the letters may be wrong. */
  static Optional<String> closest(String given, Collection<String> known) {
    String typed = given.toLowerCase(Locale.ROOT);
    int most = Math.max(1, given.length() / 3);
    return known.stream()
        .filter(name -> distance(typed, name.toLowerCase(Locale.ROOT)) <= most)
        .min(Comparator.comparingInt(name -> distance(typed, name.toLowerCase(Locale.ROOT))));
  }

  /**
   * Letters to add, to drop, to change, or to swap with the next one: F. J. Damerau, Commun. ACM 7
   * (1964) 171-176, each letter in one change at most.
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The ranks a cell may have, 1 for the best: 1 + number of cells that are surely better, to M -
 * number of those surely worse, by simultaneous intervals of all pairs. All rank sets of a table
 * contain the true ranks together at the stated confidence: M. Mogstad, J. P. Romano, A. M. Shaikh
 * and D. Wilhelm, Rev. Econ. Stud. 91 (2024) 476-518. Ranks that are counted in resamples do not
 * have this property.
 *
 * @param cell its name
 * @param best in 1..worst
 * @param worst at most the number of cells
 */
public record RankSet(String cell, int best, int worst) {
  /**
   * @param names of the cells
   * @param pairs every two of them
   * @param surely of each pair: above 0 if the first is surely better, below 0 if the second is, 0
   *     if neither
   */
  static List<RankSet> of(List<String> names, List<Contrast> pairs, IntUnaryOperator surely) {
    int[] better = new int[names.size()];
    int[] worse = new int[names.size()];
    for (int k = 0; k < pairs.size(); k++) {
      int sign = surely.applyAsInt(k);
      if (sign == 0) {
        continue;
      }
      int first = pairs.get(k).first().get(0);
      int second = pairs.get(k).second().get(0);
      better[sign > 0 ? second : first]++;
      worse[sign > 0 ? first : second]++;
    }
    return IntStream.range(0, names.size())
        .mapToObj(c -> new RankSet(names.get(c), 1 + better[c], names.size() - worse[c]))
        .toList();
  }
}

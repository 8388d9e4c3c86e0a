// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The mean metric of some models minus the mean metric of others.
 *
 * @param label for tables
 * @param first numbers of models, at least one
 * @param second likewise; none is in both
 */
public record Contrast(String label, List<Integer> first, List<Integer> second) {
  public Contrast {
    first = List.copyOf(first);
    second = List.copyOf(second);
    Set<Integer> all = new HashSet<>(first);
    all.addAll(second);
    if (first.isEmpty() || second.isEmpty() || all.size() != first.size() + second.size()) {
      throw new IllegalArgumentException(
          label
              + ": must name two groups of models without one in common, not "
              + first
              + " and "
              + second);
    }
  }

  /** One model minus another. */
  public static Contrast pair(String label, int first, int second) {
    return new Contrast(label, List.of(first), List.of(second));
  }

  /** Whether it is about two models. */
  public boolean isPair() {
    return first.size() == 1 && second.size() == 1;
  }

  /** Numbers of all models in it. */
  IntStream models() {
    return IntStream.concat(
        first.stream().mapToInt(Integer::intValue), second.stream().mapToInt(Integer::intValue));
  }

  /** The contrast of these values, one per model; NaN where one of them is. */
  double of(ValueOfModel values) {
    return mean(first, values) - mean(second, values);
  }

  private static double mean(List<Integer> models, ValueOfModel values) {
    double sum = 0;
    for (int model : models) {
      sum += values.of(model);
    }
    return sum / models.size();
  }

  /** A number of each model. */
  interface ValueOfModel {
    double of(int model);
  }
}

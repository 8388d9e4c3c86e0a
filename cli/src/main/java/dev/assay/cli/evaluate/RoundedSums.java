// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The sums of the probabilities of each row of a file. Files are written with two or three
 * decimals, and then a sum of C probabilities misses 1 by up to C/2 units of the last decimal: that
 * is accepted and said. How many decimals a file has is known when all of it is read.
 */
final class RoundedSums {
  /** With fewer, what is missing from 1 could be anything. */
  private static final int FEWEST_DECIMALS = 2;

  /** However many classes: what misses more is not a distribution. */
  private static final double MOST = 0.5;

  private static final double ROUNDING = 1e-9;

  private record Sum(String place, double value) {}

  private final String prefix;
  private final List<Sum> sums = new ArrayList<>();
  private int decimals;

  /**
   * @param prefix of the names of the columns
   */
  RoundedSums(String prefix) {
    this.prefix = prefix;
  }

  String prefix() {
    return prefix;
  }

  /**
   * @param written the same numbers as they stand in the file
   */
  void add(String place, List<Double> probabilities, List<String> written) {
    double sum = 0;
    for (int c = 0; c < written.size(); c++) {
      sum += probabilities.get(c);
      decimals = Math.max(decimals, decimals(written.get(c)));
    }
    if (Math.abs(sum - 1) > Scores.SUM_TOLERANCE + ROUNDING) {
      sums.add(new Sum(place, sum));
    }
  }

  private static int decimals(String written) {
    String text = written.toLowerCase(Locale.ROOT);
    if (text.contains("e")) {
      return Integer.MAX_VALUE;
    }
    int point = text.indexOf('.');
    return point < 0 ? 0 : text.length() - point - 1;
  }

  /** What a sum may miss. */
  private double limit(int classes) {
    boolean rounded = decimals >= FEWEST_DECIMALS;
    double ofRounding = rounded ? Math.min(MOST, classes * 0.5 * Math.pow(10, -decimals)) : 0;
    return Math.max(Scores.SUM_TOLERANCE, ofRounding) + ROUNDING;
  }

  void check(int classes, CsvFaults faults) {
    for (Sum sum : sums) {
      if (Math.abs(sum.value() - 1) > limit(classes)) {
        faults.add(
            CsvFaults.at(sum.place(), prefix + "..."),
            shown(sum.value()),
            "is the sum of the row's probabilities; it must be 1, give or take "
                + shown(limit(classes) - ROUNDING)
                + (decimals < FEWEST_DECIMALS
                    ? "; rounded ones need %d decimals or more".formatted(FEWEST_DECIMALS)
                    : ""));
      }
    }
  }

  /** Of rows whose probabilities are scaled. */
  Optional<String> note(int classes) {
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    double least = sums.stream().mapToDouble(Sum::value).min().orElseThrow();
    double most = sums.stream().mapToDouble(Sum::value).max().orElseThrow();
    return Optional.of(
        "%d %s probabilities %s... that sum to %s instead of 1: with %d decimals and %d classes a sum may miss %s; they were scaled to sum to 1"
            .formatted(
                sums.size(),
                sums.size() == 1 ? "row has" : "rows have",
                prefix,
                shown(least) + (least == most ? "" : " to " + shown(most)),
                decimals,
                classes,
                shown(limit(classes) - ROUNDING)));
  }

  /** The probabilities of a row whose sum is further from 1 than scores allow, scaled. */
  static double[] scaled(double[] probabilities) {
    double sum = 0;
    for (double p : probabilities) {
      sum += p;
    }
    if (Math.abs(sum - 1) <= Scores.SUM_TOLERANCE + ROUNDING) {
      return probabilities;
    }
    double[] scaled = new double[probabilities.length];
    for (int c = 0; c < scaled.length; c++) {
      scaled[c] = probabilities[c] / sum;
    }
    return scaled;
  }

  private static String shown(double value) {
    return String.valueOf(Math.round(value * 1e9) / 1e9);
  }
}

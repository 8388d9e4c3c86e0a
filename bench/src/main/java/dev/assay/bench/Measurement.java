// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one of the two programs measured of a piece of work.
 *
 * @param amount done, e.g. images
 * @param wall seconds
 * @param cpu seconds of all threads
 * @param peak largest resident size of the process so far, in bytes
 * @param values the first results, which show that both programs compute the same
 */
record Measurement(double amount, double wall, double cpu, long peak, List<Double> values) {
  static final String MARK = "measured ";

  Measurement {
    if (!(amount > 0 && wall > 0 && cpu > 0 && peak > 0)) {
      throw new IllegalArgumentException(
          "amount %s, wall %s, cpu %s, peak %s: all must be positive"
              .formatted(amount, wall, cpu, peak));
    }
    values = List.copyOf(values);
  }

  double perSecond() {
    return amount / wall;
  }

  double perCpuSecond() {
    return amount / cpu;
  }

  /** E.g. {@code measured 8 1.5 2.9 123456 0.1 0.2}. */
  static Measurement read(String line) {
    String[] words = line.substring(MARK.length()).strip().split(" +");
    List<Double> values =
        new ArrayList<>(Arrays.stream(words).skip(4).map(Double::valueOf).toList());
    return new Measurement(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Long.parseLong(words[3]),
        values);
  }

  String line() {
    StringBuilder line =
        new StringBuilder("%s%s %s %s %d".formatted(MARK, amount, wall, cpu, peak));
    values.forEach(v -> line.append(' ').append(v));
    return line.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The same work by both programs, in turns; each is first in every other pair. */
record Pairs(List<Measurement> ours, List<Measurement> theirs) {

  static Pairs of(MeasuredProcess ours, MeasuredProcess theirs, String work, int pairs)
      throws IOException {
    List<Measurement> left = new ArrayList<>();
    List<Measurement> right = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        left.add(ours.ask(work));
        right.add(theirs.ask(work));
      } else {
        right.add(theirs.ask(work));
        left.add(ours.ask(work));
      }
    }
    return new Pairs(left, right);
  }

  PairedRatio ratio(ToDoubleFunction<Measurement> speed) {
    return PairedRatio.of(numbers(ours, speed), numbers(theirs, speed));
  }

  static double median(List<Measurement> side, ToDoubleFunction<Measurement> speed) {
    return PairedRatio.median(numbers(side, speed));
  }

  /** Of the last measurement: peaks only grow. */
  static long peak(List<Measurement> side) {
    return side.getLast().peak();
  }

  private static double[] numbers(List<Measurement> side, ToDoubleFunction<Measurement> speed) {
    return side.stream().mapToDouble(speed).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.function.IntToDoubleFunction;

/** How the values of single classes become one value. */
final class Average {
  private Average() {}

  /** The mean with equal weights; NaN if a declared class does not occur. */
  static double macro(Tally t, IntToDoubleFunction ofClass) {
    if (!t.everyClassOccurs()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int c = 0; c < t.classes(); c++) {
      sum += ofClass.applyAsDouble(c);
    }
    return sum / t.classes();
  }

  /** The mean weighted by the images of each class. */
  static double weighted(Tally t, IntToDoubleFunction ofClass) {
    double sum = 0;
    for (int c = 0; c < t.classes(); c++) {
      sum += t.truth(c) * ofClass.applyAsDouble(c);
    }
    return sum / t.total();
  }

  /** The value of the positive class; NaN if none is declared or a class does not occur. */
  /** Of the images of one class; NaN if there are none. */
  static double amongPositives(Tally t, IntToDoubleFunction ofClass) {
    return t.positive().isEmpty() || t.truth(t.positive().getAsInt()) == 0
        ? Double.NaN
        : ofClass.applyAsDouble(t.positive().getAsInt());
  }

  /** Of the images of the other class; NaN if there are none. */
  static double amongNegatives(Tally t, IntToDoubleFunction ofClass) {
    return t.positive().isEmpty() || t.truth(t.positive().getAsInt()) == t.total()
        ? Double.NaN
        : ofClass.applyAsDouble(t.positive().getAsInt());
  }

  static double positive(Tally t, IntToDoubleFunction ofClass) {
    return t.positive().isEmpty() || !t.everyClassOccurs()
        ? Double.NaN
        : ofClass.applyAsDouble(t.positive().getAsInt());
  }
}

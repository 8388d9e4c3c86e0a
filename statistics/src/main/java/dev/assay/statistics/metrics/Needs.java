// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

/** What a metric requires of the test set, or else it is undefined. */
enum Needs {
  /** It is defined for every test set. */
  NOTHING {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      throw new IllegalStateException(metric.key() + " is defined for every test set");
    }
  },
  /** Every declared class must occur. */
  EVERY_CLASS {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      return noImageOf(tally);
    }
  },
  /** A positive class of two must be declared, and both must occur. */
  POSITIVE_CLASS {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      return tally.positive().isEmpty() ? "no positive class is declared" : noImageOf(tally);
    }
  },
  /** A positive class of two must be declared, and must occur. */
  POSITIVES {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      return POSITIVE_CLASS.whyUndefined(metric, tally);
    }
  },
  /** A positive class of two must be declared, and the other one must occur. */
  NEGATIVES {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      return POSITIVE_CLASS.whyUndefined(metric, tally);
    }
  },
  /** Truth and decisions must not be all of one class. */
  TWO_CLASSES_SEEN {
    @Override
    String whyUndefined(Metric metric, Tally tally) {
      return "truth and decisions are all one class";
    }
  };

  /** The reason, for the reader of the table. */
  abstract String whyUndefined(Metric metric, Tally tally);

  private static String noImageOf(Tally tally) {
    return "no image of class " + String.join(", ", tally.absentClasses());
  }
}

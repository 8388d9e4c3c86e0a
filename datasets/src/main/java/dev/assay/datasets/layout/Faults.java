// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.List;

/** Faults of a data set: all are counted, the first 20 are reported. */
final class Faults {
  private static final int REPORTED = 20;

  private final List<String> reported = new ArrayList<>();
  private int count;

  void add(String fault) {
    count++;
    if (reported.size() < REPORTED) {
      reported.add(fault);
    }
  }

  void refuseIfAny() throws DatasetException {
    if (count > reported.size()) {
      reported.add("and " + (count - REPORTED) + " more faults");
    }
    if (count > 0) {
      throw new DatasetException(reported);
    }
  }
}

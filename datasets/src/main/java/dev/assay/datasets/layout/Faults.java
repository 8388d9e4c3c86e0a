package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.List;

/** Faults of a data set, all of them counted and the first ones told. */
final class Faults {
  private static final int TOLD = 20;

  private final List<String> told = new ArrayList<>();
  private int count;

  void add(String fault) {
    count++;
    if (told.size() < TOLD) {
      told.add(fault);
    }
  }

  void refuseIfAny() throws DatasetException {
    if (count > told.size()) {
      told.add("and " + (count - TOLD) + " faults more");
    }
    if (count > 0) {
      throw new DatasetException(told);
    }
  }
}

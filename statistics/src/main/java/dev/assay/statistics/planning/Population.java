// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.testset.LabelledSet;
import java.util.List;

/** Where the patients of a future test set come from. */
public sealed interface Population permits AssumedPopulation, PilotPopulation {

  /**
   * A test set of that many patients, with one model or two scored on it.
   *
   * @param patients at least 1
   * @param stream which of the independent sets of this seed, not negative
   */
  Drawn draw(int patients, long seed, int stream);

  /** Mean number of images of a patient, at least 1. */
  double imagesPerPatient();

  /** What was assumed, one sentence each, for tables. */
  List<String> assumptions();

  /**
   * @param cells the first model and, for a finding, the second
   */
  record Drawn(LabelledSet set, List<ComparedCell> cells) {
    public Drawn {
      cells = List.copyOf(cells);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import java.util.List;

/**
 * Predictions of a pilot, read as {@code assay evaluate} reads them.
 *
 * @param cells its models in the order of the files
 * @param notes what was taken as it was meant
 */
public record Pilot(LabelledSet set, List<ComparedCell> cells, List<String> notes) {
  public Pilot {
    cells = List.copyOf(cells);
    notes = List.copyOf(notes);
  }

  /**
   * @throws CliException if a file or a setting is wrong, or a metric needs what the files lack
   */
  public static Pilot read(List<NamedFile> files, DeclaredSet declared, Metric metric) {
    ScoredSet scored = ScoredSet.read(files, declared);
    if (!scored.probabilities() && !metric.ofDecisions()) {
      throw CliException.badInput(
          "--metric: '" + metric.key() + "' needs a probability for every class in every file");
    }
    if (metric.needsPositiveClass() && scored.set().positive().isEmpty()) {
      throw CliException.badInput("--metric: '" + metric.key() + "' needs --positive");
    }
    return new Pilot(scored.set(), scored.models(), scored.notes());
  }
}

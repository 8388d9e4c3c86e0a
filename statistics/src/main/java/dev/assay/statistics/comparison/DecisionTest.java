// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How two models' accuracies are tested. Where fewer than {@link ModelComparison#FEW_DISCORDANT}
 * units distinguish the models, the exact form is used whatever the plan says.
 *
 * @param form of the test
 * @param of what is tested where cells have several seeds
 */
public record DecisionTest(Form form, Of of) {

  /** McNemar's test, or its replacement where units have several images. */
  public enum Form {
    /** McNemar's exact test; with several images or seeds a unit, the sign-flip test. */
    EXACT,
    /** McNemar's mid-p; with several images or seeds a unit, the sign-flip test. */
    MID_P,
    /** Obuchowski's clustered form, in which every image has the same weight. */
    OBUCHOWSKI,
    /** Durkalski's clustered form, in which every unit has the same weight. */
    DURKALSKI
  }

  /** What the test uses of a cell with several seeds. */
  public sealed interface Of {
    /** The difference of the means over seeds. */
    record SeedMean() implements Of {}

    /** One model that averages the probabilities of all seeds. */
    record Ensemble() implements Of {}

    /** The one declared seed, which every cell must have. */
    record Seed(long number) implements Of {}
  }

  public static DecisionTest standard() {
    return new DecisionTest(Form.EXACT, new Of.SeedMean());
  }

  List<Scores> scores(ComparedCell cell) {
    return switch (of) {
      case Of.SeedMean mean -> cell.scores();
      case Of.Ensemble ensemble ->
          cell.seeds().size() == 1 ? cell.scores() : List.of(Seeds.ensemble(cell.scores()));
      case Of.Seed seed -> {
        @Nullable Scores scores = cell.seeds().get(seed.number());
        if (scores == null) {
          throw new IllegalArgumentException(
              cell.name() + " has no seed " + seed.number() + "; it has " + cell.seeds().keySet());
        }
        yield List.of(scores);
      }
    };
  }

  /** The part of a test's name that is about the seeds; empty for the mean. */
  String suffix(List<ComparedCell> cells) {
    if (cells.stream().allMatch(cell -> cell.seeds().size() == 1)) {
      return "";
    }
    return switch (of) {
      case Of.SeedMean mean -> "";
      case Of.Ensemble ensemble -> " of the ensembles over seeds";
      case Of.Seed seed -> " of seed " + seed.number();
    };
  }
}

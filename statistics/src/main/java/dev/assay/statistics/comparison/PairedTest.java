// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.roc.AreaDifference;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the test of one contrast: for accuracy McNemar's or the sign-flip test over units, for
 * the area of two classes DeLong's or Obuchowski's, for other metrics of decisions the exact
 * label-swap permutation where few units differ, else the bootstrap t of the family.
 */
final class PairedTest {
  private final LabelledSet set;
  private final Units units;
  private final List<ComparedCell> cells;
  private final DecisionTest decisions;
  private final double confidence;
  private @Nullable CorrelatedAreas areas;

  PairedTest(
      LabelledSet set,
      Units units,
      List<ComparedCell> cells,
      DecisionTest decisions,
      double confidence) {
    this.set = set;
    this.units = units;
    this.cells = cells;
    this.decisions = decisions;
    this.confidence = confidence;
  }

  /**
   * @param name of the test, for tables
   * @param p two-sided; null where the test is undefined
   * @param resampled whether it is the family's bootstrap p
   * @param discordantUnits units on which the decisions of the models differ; null for contrasts of
   *     more than two models
   * @param exactOnly whether so few units differ that no other p may decide
   * @param notes why, for the reader of the table
   */
  record Outcome(
      String name,
      @Nullable Double p,
      boolean resampled,
      @Nullable Integer discordantUnits,
      boolean exactOnly,
      List<String> notes) {}

  /**
   * @param bootstrapT the p of the family's resamples; null where it is undefined
   */
  Outcome of(Metric metric, Contrast contrast, @Nullable Double bootstrapT) {
    if (metric.shareOfImages() && contrast.isPair()) {
      return accuracies(contrast);
    }
    @Nullable Integer discordant =
        contrast.isPair() ? swap(contrast).differingUnits().size() : null;
    if (isArea(metric)) {
      return area(contrast, discordant);
    }
    boolean few = discordant != null && discordant < ModelComparison.FEW_DISCORDANT;
    if (metric.ofDecisions() && few) {
      return swapped(metric, contrast, discordant);
    }
    return new Outcome("bootstrap t", bootstrapT, true, discordant, false, List.of());
  }

  /**
   * What a table must say about tests over units where models have several seeds; empty if there is
   * no such test. They permute units and keep the seeds as they are.
   *
   * @param outcomes of the contrasts, in their order
   */
  Optional<String> aboutSeeds(List<Contrast> contrasts, List<Outcome> outcomes) {
    Set<String> names = new LinkedHashSet<>();
    for (int k = 0; k < outcomes.size(); k++) {
      boolean several =
          contrasts.get(k).models().anyMatch(cell -> cells.get(cell).seeds().size() > 1);
      Outcome outcome = outcomes.get(k);
      if (several && !outcome.resampled() && outcome.p() != null) {
        names.add(outcome.name());
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "p of "
                + String.join(", ", names)
                + " is about these training seeds: it does not include their spread");
  }

  private Outcome accuracies(Contrast contrast) {
    ComparedCell a = cells.get(contrast.first().get(0));
    ComparedCell b = cells.get(contrast.second().get(0));
    List<Scores> first = decisions.scores(a);
    List<Scores> second = decisions.scores(b);
    GroupedDecisions grouped = GroupedDecisions.of(set, units, first, second);
    int discordant = grouped.discordantUnits();
    boolean few = discordant < ModelComparison.FEW_DISCORDANT;
    List<String> notes = few ? List.of(fewNote(discordant)) : List.of();
    boolean single = first.size() == 1 && second.size() == 1 && units.count() == set.rows();
    DecisionTest.Form form = few ? DecisionTest.Form.EXACT : decisions.form();
    String what = decisions.suffix(List.of(a, b));
    return switch (form) {
      case OBUCHOWSKI ->
          outcome("Obuchowski's clustered McNemar" + what, grouped.obuchowskiP(), discordant);
      case DURKALSKI ->
          outcome("Durkalski's clustered McNemar" + what, grouped.durkalskiP(), discordant);
      case MID_P ->
          single
              ? outcome(
                  "McNemar mid-p" + what,
                  McNemar.of(set, first.get(0), second.get(0)).midP(),
                  discordant)
              : outcome("sign-flip test over units" + what, grouped.signFlip(), discordant);
      case EXACT ->
          new Outcome(
              (single ? "McNemar exact" : "sign-flip test over units") + what,
              grouped.signFlip(),
              false,
              discordant,
              few,
              notes);
    };
  }

  private static Outcome outcome(String name, double p, int discordant) {
    return new Outcome(name, p, false, discordant, false, List.of());
  }

  private static String fewNote(int discordant) {
    return "only "
        + discordant
        + (discordant == 1 ? " unit distinguishes" : " units distinguish")
        + " the models: the exact test decides";
  }

  private boolean isArea(Metric metric) {
    return set.classCount() == 2
        && (metric == Metric.AUROC
            || metric == Metric.AUROC_OVR_MACRO
            || metric == Metric.AUROC_OVR_WEIGHTED);
  }

  private Outcome area(Contrast contrast, @Nullable Integer discordant) {
    int[] from = new int[cells.size() + 1];
    for (int cell = 0; cell < cells.size(); cell++) {
      from[cell + 1] = from[cell] + cells.get(cell).seeds().size();
    }
    double[] weights = new double[from[cells.size()]];
    weigh(contrast.first(), 1, from, weights);
    weigh(contrast.second(), -1, from, weights);
    AreaDifference difference = areas().contrast(weights, confidence);
    String name = units.count() == set.rows() ? "DeLong" : "Obuchowski";
    return new Outcome(
        name,
        difference.p(),
        false,
        discordant,
        false,
        difference.reason() == null ? List.of() : List.of(difference.reason()));
  }

  private static void weigh(List<Integer> models, int sign, int[] from, double[] weights) {
    for (int cell : models) {
      int seeds = from[cell + 1] - from[cell];
      for (int s = from[cell]; s < from[cell + 1]; s++) {
        weights[s] = (double) sign / (models.size() * seeds);
      }
    }
  }

  /** Of every seed of every cell. */
  private CorrelatedAreas areas() {
    CorrelatedAreas known = areas;
    if (known == null) {
      int positive = set.positive().orElse(1);
      boolean[] truth = new boolean[set.rows()];
      for (int row = 0; row < truth.length; row++) {
        truth[row] = set.truth(row) == positive;
      }
      double[][] scores =
          cells.stream()
              .flatMap(cell -> cell.scores().stream())
              .map(
                  of ->
                      IntStream.range(0, set.rows())
                          .mapToDouble(row -> of.probability(row, positive))
                          .toArray())
              .toArray(double[][]::new);
      known =
          CorrelatedAreas.ofGroupedRows(
              truth, scores, IntStream.range(0, set.rows()).map(units::of).toArray());
      areas = known;
    }
    return known;
  }

  /** For metrics of decisions when few units differ. */
  private Outcome swapped(Metric metric, Contrast contrast, int discordant) {
    List<String> notes = new ArrayList<>();
    notes.add(fewNote(discordant));
    LabelSwapTest swap = swap(contrast);
    if (!swap.isOneForOne()) {
      notes.add("cells with different numbers of seeds have no exact test of " + metric.key());
      return new Outcome("none", null, false, discordant, true, notes);
    }
    return new Outcome(
        "label-swap permutation, exact", swap.p(metric), false, discordant, true, notes);
  }

  private LabelSwapTest swap(Contrast contrast) {
    return new LabelSwapTest(
        set,
        units,
        cells.get(contrast.first().get(0)).scores(),
        cells.get(contrast.second().get(0)).scores());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inferences by Student's t over units, and over the seeds of cells that have several. */
final class DeltaInferences {
  private static final String ALIKE = "both give the same in every unit";

  private final PairedSetting setting;

  DeltaInferences(PairedSetting setting) {
    this.setting = setting;
  }

  /** Student's t over setting.units, and over the seeds of cells that have several. */
  Found of(Metric metric, Contrast contrast, double difference) {
    boolean seeds = contrast.models().anyMatch(cell -> setting.cells.get(cell).seeds().size() > 1);
    @Nullable Integer discordant =
        contrast.isPair() ? Integer.valueOf(setting.discordant(metric, contrast)) : null;
    int fewest = Arrays.stream(setting.unitsOfClass).min().orElseThrow();
    if (metric.needsEveryClass() && fewest < 2) {
      return new Found.Untestable(
          "one class has only " + fewest + " unit: its spread is unknown", discordant);
    }
    double[] ofUnit = new double[setting.units.count()];
    double[] ofImage = new double[setting.set.classCount()];
    for (int side : new int[] {1, -1}) {
      List<Integer> models = side > 0 ? contrast.first() : contrast.second();
      for (int cell : models) {
        @Nullable UnitInfluence influence = setting.influences(metric).get(cell);
        if (influence == null) {
          return new Found.Untestable(
              metric.key() + " is undefined without some single unit", discordant);
        }
        for (int unit = 0; unit < ofUnit.length; unit++) {
          ofUnit[unit] += side * influence.ofUnit()[unit] / models.size();
        }
        for (int c = 0; c < influence.ofImage().length; c++) {
          ofImage[c] += influence.ofImage()[c] / (2.0 * models.size());
        }
      }
    }
    List<DeltaLimits.Part> parts = new ArrayList<>(parts(metric, ofUnit));
    if (seeds) {
      parts.addAll(ofSeeds(metric, contrast));
    }
    double unseen = 0;
    for (int c = 0; c < ofImage.length; c++) {
      unseen += Math.pow(ofImage[c] * setting.sizeOfClass[c], 2);
    }
    DeltaLimits limits = DeltaLimits.of(difference, parts, unseen);
    if (!limits.hasSpread()) {
      boolean equal = Math.abs(difference) <= ResampledDifferences.ROUNDING;
      return equal
          ? new Found.Tested(
              inference(
                  metric,
                  "t over units",
                  0,
                  limits,
                  new PValue(() -> 1),
                  discordant,
                  List.of(ALIKE)))
          : new Found.Untestable("the difference has no spread", discordant);
    }
    PValue p = new PValue(() -> PairedInference.p(difference, limits));
    String test = seeds ? "t over units and seeds (Satterthwaite)" : "t over units (Satterthwaite)";
    List<String> notes = new ArrayList<>();
    boolean few =
        !seeds
            && metric.ofDecisions()
            && discordant != null
            && discordant < ModelComparison.FEW_DISCORDANT;
    if (few) {
      notes.add(ShareInferences.fewNote(discordant));
      p =
          new PValue(
              () ->
                  PairedInference.larger(
                      setting.swap(contrast).p(metric), PairedInference.p(difference, limits)));
      test = "label-swap permutation and t over units (larger p)";
    }
    return new Found.Tested(inference(metric, test, difference, limits, p, discordant, notes));
  }

  private static PairedInference inference(
      Metric metric,
      String test,
      double difference,
      DeltaLimits limits,
      PValue p,
      @Nullable Integer discordant,
      List<String> notes) {
    double extra = metric.ofDecisions() ? limits.unseen() : 0;
    return new PairedInference(
        test,
        Method.DELTA_T,
        difference,
        Math.sqrt(limits.variance() + extra),
        p,
        limits,
        discordant,
        notes);
  }

  /** The variance over units: of ranks, with the degrees of freedom of the rarer class. */
  private List<DeltaLimits.Part> parts(Metric metric, double[] ofUnit) {
    List<DeltaLimits.Part> parts =
        DeltaLimits.parts(ofUnit, setting.classOfUnit, setting.set.classCount());
    if (!metric.ranked()) {
      return parts;
    }
    int rarest = setting.unitsOfClass[setting.rarest(metric)];
    double variance = parts.stream().mapToDouble(DeltaLimits.Part::variance).sum();
    return List.of(new DeltaLimits.Part(variance, rarest - 1.0));
  }

  /** The variance of each cell's mean over its seeds. */
  private List<DeltaLimits.Part> ofSeeds(Metric metric, Contrast contrast) {
    List<DeltaLimits.Part> parts = new ArrayList<>();
    for (List<Integer> side : List.of(contrast.first(), contrast.second())) {
      for (int cell : side) {
        double[] values =
            setting.scores(cell).stream()
                .mapToDouble(of -> metric.of(setting.set, of).number().orElse(Double.NaN))
                .toArray();
        if (values.length > 1) {
          double sd = Seeds.standardDeviation(values);
          parts.add(
              new DeltaLimits.Part(
                  sd * sd / values.length / ((double) side.size() * side.size()),
                  values.length - 1.0));
        }
      }
    }
    return parts;
  }
}

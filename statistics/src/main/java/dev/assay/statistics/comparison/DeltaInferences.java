// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The inferences by Student's t over units, and over the seeds of cells that have several. */
final class DeltaInferences {
  private static final double SAME = 1e-12;
  private static final String ALIKE = "both give the same in every unit";

  private final PairedSetting setting;
  private final RankInferences ranks;

  DeltaInferences(PairedSetting setting, RankInferences ranks) {
    this.setting = setting;
    this.ranks = ranks;
  }

  /**
   * An average of areas between two models of one seed has the limits of its classes, too, where
   * few units distinguish the models.
   */
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
    double most = metric.inUnitInterval() ? 1 : metric.ofDecisions() ? 2 : Double.POSITIVE_INFINITY;
    DeltaLimits limits = DeltaLimits.of(difference, parts, unseen, most);
    boolean few = distinguishing(ofUnit) < ModelComparison.FEW_DISCORDANT;
    if (metric.ranked() && contrast.isPair() && !seeds && few) {
      return ranks.average(metric, contrast, difference, limits, discordant);
    }
    if (!limits.hasSpread() && Math.abs(difference) <= ResampledDifferences.ROUNDING) {
      // nothing shows how units differ that were not seen: as much as the one that counts most
      double reach = reach(metric, contrast);
      limits = new DeltaLimits(0, 0, 1, reach * reach, most);
    }
    if (!limits.hasSpread()) {
      return new Found.Untestable("the difference has no spread", discordant);
    }
    PairedInference.Limits known = PrecisionLimits.of(setting, metric, contrast, limits);
    boolean ofPrecision = known instanceof PrecisionLimits;
    PValue p = new PValue(() -> PairedInference.p(difference, known));
    String units = seeds ? "t over units and seeds" : "t over units";
    String test = units + (ofPrecision ? ", and Wilson's intervals" : " (Satterthwaite)");
    List<String> notes = new ArrayList<>();
    if (limits.variance() == 0 && !metric.ofDecisions()) {
      notes.add(ALIKE);
    }
    boolean fewDecisions =
        !seeds
            && metric.ofDecisions()
            && discordant != null
            && discordant < ModelComparison.FEW_DISCORDANT;
    if (fewDecisions) {
      notes.add(ShareInferences.fewNote(discordant));
      p =
          new PValue(
              () ->
                  PairedInference.larger(
                      setting.swap(contrast).p(metric), PairedInference.p(difference, known)));
      test =
          "label-swap permutation"
              + (ofPrecision ? ", t over units and Wilson's intervals" : " and t over units")
              + " (larger p)";
    }
    double extra = metric.ofDecisions() ? limits.unseen() : 0;
    return new Found.Tested(
        new PairedInference(
            test,
            ofPrecision ? Method.DELTA_WILSON : Method.DELTA_T,
            difference,
            Math.sqrt(limits.variance() + extra),
            p,
            known,
            discordant,
            notes));
  }

  /**
   * Units that the models order differently against others: those whose influence on the difference
   * is another than that of most units of their class, which only the mean moves.
   */
  private int distinguishing(double[] ofUnit) {
    List<Map<Long, Integer>> counts = new ArrayList<>();
    for (int c = 0; c < setting.set.classCount(); c++) {
      counts.add(new HashMap<>());
    }
    for (int unit = 0; unit < ofUnit.length; unit++) {
      counts.get(setting.classOfUnit[unit]).merge(Math.round(ofUnit[unit] / SAME), 1, Integer::sum);
    }
    int most = 0;
    for (Map<Long, Integer> ofClass : counts) {
      most += ofClass.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
    return ofUnit.length - most;
  }

  /** The largest change of the metric of any cell by a unit. */
  private double reach(Metric metric, Contrast contrast) {
    return contrast
        .models()
        .mapToObj(cell -> setting.influences(metric).get(cell))
        .filter(Objects::nonNull)
        .flatMapToDouble(of -> Arrays.stream(of.ofUnit()))
        .map(Math::abs)
        .max()
        .orElse(0);
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

  /**
   * The variance of each cell's mean over its seeds; of the difference, between the same models.
   */
  private List<DeltaLimits.Part> ofSeeds(Metric metric, Contrast contrast) {
    if (areSameModels(contrast)) {
      return ofSameModels(metric, contrast);
    }
    List<DeltaLimits.Part> parts = new ArrayList<>();
    for (List<Integer> side : List.of(contrast.first(), contrast.second())) {
      for (int cell : side) {
        double[] values = perSeed(metric, cell);
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

  private double[] perSeed(Metric metric, int cell) {
    return setting.scores(cell).stream()
        .mapToDouble(of -> metric.of(setting.set, of).number().orElse(Double.NaN))
        .toArray();
  }

  private boolean areSameModels(Contrast contrast) {
    List<@Nullable String> models =
        contrast.models().mapToObj(cell -> setting.cells.get(cell).models()).distinct().toList();
    return models.size() == 1 && models.getFirst() != null;
  }

  private List<DeltaLimits.Part> ofSameModels(Metric metric, Contrast contrast) {
    Map<Integer, double[]> values = new HashMap<>();
    contrast.models().forEach(cell -> values.put(cell, perSeed(metric, cell)));
    double[] differences = new double[setting.scores(contrast.first().getFirst()).size()];
    for (int seed = 0; seed < differences.length; seed++) {
      int of = seed;
      differences[seed] = contrast.of(cell -> Objects.requireNonNull(values.get(cell))[of]);
    }
    if (differences.length < 2) {
      return List.of();
    }
    double sd = Seeds.standardDeviation(differences);
    return List.of(new DeltaLimits.Part(sd * sd / differences.length, differences.length - 1.0));
  }
}

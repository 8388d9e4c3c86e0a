// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.UnevenUnits;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.roc.AreaDifference;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The inferences of areas: of two classes, of a positive class, and averages over classes. */
final class RankInferences {
  /** Below this many units of the rarer class a normal test of areas finds too much. */
  static final int UNITS_FOR_NORMAL_AREAS = 30;

  private static final List<String> ONE_AGAINST_REST = List.of("rest", "one");

  private final PairedSetting setting;
  private @Nullable CorrelatedAreas areas;
  private @Nullable CorrelatedAreas independentAreas;
  private @Nullable UnevenUnits uneven;
  private final Map<Integer, RankInferences> ofClass = new HashMap<>();

  RankInferences(PairedSetting setting) {
    this.setting = setting;
  }

  /**
   * The average over classes of areas, or of average precisions, of each class against the rest.
   * Its limits enclose Student's t over units, and those of the classes joined by the recovery of
   * their variances (G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702): where nearly no unit
   * distinguishes the models, t knows no spread; elsewhere they would be a fifth too wide.
   */
  Found average(
      Metric metric,
      Contrast contrast,
      double difference,
      DeltaLimits byUnits,
      @Nullable Integer discordant) {
    int classes = setting.set.classCount();
    double[] weights = new double[classes];
    int[] images = setting.set.imagesPerClass();
    List<PairedInference> ofClasses = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      weights[c] =
          metric == Metric.AUROC_OVR_WEIGHTED
              ? (double) images[c] / setting.set.rows()
              : 1.0 / classes;
      RankInferences ofClass = ofClass(c);
      Found found =
          metric == Metric.AVERAGE_PRECISION_MACRO
              ? ofClass.averagePrecision(contrast)
              : ofClass.area(contrast);
      if (!(found instanceof Found.Tested tested)) {
        return new Found.Untestable(((Found.Untestable) found).reason(), discordant);
      }
      ofClasses.add(tested.inference());
    }
    PairedInference.Limits limits =
        alpha -> {
          Difference.Ends units = byUnits.at(alpha);
          double below = 0;
          double above = 0;
          for (int c = 0; c < classes; c++) {
            PairedInference of = ofClasses.get(c);
            Difference.Ends ends = of.limits().at(alpha);
            below += Math.pow(weights[c] * (of.difference() - ends.lower()), 2);
            above += Math.pow(weights[c] * (ends.upper() - of.difference()), 2);
          }
          return new Difference.Ends(
              Math.max(-1, Math.min(units.lower(), difference - Math.sqrt(below))),
              Math.min(1, Math.max(units.upper(), difference + Math.sqrt(above))));
        };
    return new Found.Tested(
        new PairedInference(
            "t over units, and intervals of the classes",
            Method.AREA_HULL,
            difference,
            Math.sqrt(byUnits.variance()),
            new PValue(() -> PairedInference.p(difference, limits)),
            limits,
            discordant,
            byUnits.variance() == 0 ? List.of("both order the images alike") : List.of()));
  }

  /** The class against the rest, as the only positive one. */
  private RankInferences ofClass(int c) {
    return ofClass.computeIfAbsent(
        c,
        positive -> {
          LabelledSet all = setting.set;
          int[] truth =
              IntStream.range(0, all.rows())
                  .map(row -> all.truth(row) == positive ? 1 : 0)
                  .toArray();
          List<String> groups =
              IntStream.range(0, all.rows())
                  .mapToObj(row -> Integer.toString(all.groups().of(row)))
                  .toList();
          LabelledSet binary = new LabelledSet(ONE_AGAINST_REST, "one", truth, groups);
          List<ComparedCell> cells =
              setting.cells.stream()
                  .map(cell -> ComparedCell.ofOne(cell.name(), against(cell, positive)))
                  .toList();
          return new RankInferences(
              new PairedSetting(binary, setting.units, cells, setting.decisions));
        });
  }

  /** Of the first seed: averages are of cells of one. */
  private static Scores against(ComparedCell cell, int positive) {
    Scores scores = cell.scores().get(0);
    double[][] probabilities = new double[scores.rows()][2];
    for (int row = 0; row < probabilities.length; row++) {
      double p = scores.probability(row, positive);
      probabilities[row][0] = 1 - p;
      probabilities[row][1] = p;
    }
    return Scores.ofProbabilities(probabilities);
  }

  private Found averagePrecision(Contrast contrast) {
    double[] point =
        setting.cells.stream()
            .mapToDouble(
                cell ->
                    Metric.AVERAGE_PRECISION_POSITIVE
                        .of(setting.set, cell.scores().get(0))
                        .number()
                        .orElse(Double.NaN))
            .toArray();
    return averagePrecision(Metric.AVERAGE_PRECISION_POSITIVE, contrast, point);
  }

  Found area(Contrast contrast) {
    int first = contrast.first().get(0);
    int second = contrast.second().get(0);
    double rarer = uneven().worthOfRarer();
    int discordant = setting.swap(contrast).differingUnits().size();
    if (Math.min(setting.unitsOfClass[0], setting.unitsOfClass[1]) < 2) {
      return new Found.Untestable(areas().whyNoVariance(), discordant);
    }
    int a = firstModel(first);
    int b = firstModel(second);
    AreaDifference delong = areas().compare(a, b, 0.95);
    AreaLimits.Area ofFirst = ofModel(a);
    AreaLimits.Area ofSecond = ofModel(b);
    double scale = Math.sqrt(ofFirst.variance() * ofSecond.variance());
    double correlation =
        scale > 0 ? Math.max(-1, Math.min(1, areas().covariance(a, b).orElse(0) / scale)) : 0;
    double error = delong.standardError() == null ? 0 : delong.standardError();
    double[] difference = areas().influences(a);
    double[] ofOther = areas().influences(b);
    for (int unit = 0; unit < difference.length; unit++) {
      difference[unit] -= ofOther[unit];
    }
    error *= Math.sqrt(uneven().leverage(difference));
    int positive = setting.set.positive().orElse(1);
    double positives = setting.set.imagesPerClass()[positive];
    AreaLimits limits =
        new AreaLimits(
            ofFirst,
            ofSecond,
            correlation,
            error * error,
            positives,
            setting.set.rows() - positives,
            rarer,
            Math.max(setting.sizeOfClass[0], setting.sizeOfClass[1]));
    Double normal = delong.p();
    boolean alike = error == 0 && delong.difference() == 0;
    boolean isNormal = normal != null && (alike || rarer >= UNITS_FOR_NORMAL_AREAS);
    String name = setting.units.count() == setting.set.rows() ? "DeLong" : "Obuchowski";
    List<String> notes = new ArrayList<>();
    if (alike && delong.reason() != null) {
      notes.add(delong.reason());
    }
    if (!isNormal && rarer < UNITS_FOR_NORMAL_AREAS) {
      notes.add(
          "the rarer class has only "
              + worth(rarer)
              + " units: Student's t and score intervals take the place of the normal test");
    }
    return new Found.Tested(
        new PairedInference(
            isNormal ? name : name + ", t and score intervals",
            Method.AREA_HULL,
            delong.difference(),
            error,
            new PValue(() -> isNormal ? normal : PairedInference.p(delong.difference(), limits)),
            limits,
            discordant,
            notes));
  }

  /** With one decimal, where units of different sizes are worth no whole number. */
  private static String worth(double units) {
    return units == Math.rint(units)
        ? Long.toString((long) units)
        : String.format(Locale.ROOT, "%.1f", units);
  }

  private UnevenUnits uneven() {
    if (uneven == null) {
      uneven = new UnevenUnits(setting.units, positive());
    }
    return uneven;
  }

  private AreaLimits.Area ofModel(int model) {
    return new AreaLimits.Area(
        areas().area(model),
        areas().covariance(model, model).orElse(0) * uneven().leverage(areas().influences(model)),
        independentAreas().covariance(model, model).orElse(0));
  }

  Found averagePrecision(Metric metric, Contrast contrast, double[] point) {
    int positive = setting.rarest(metric);
    int a = contrast.first().get(0);
    int b = contrast.second().get(0);
    int discordant = setting.discordant(metric, contrast);
    @Nullable UnitInfluence first = setting.influences(metric).get(a);
    @Nullable UnitInfluence second = setting.influences(metric).get(b);
    if (setting.unitsOfClass[positive] < 2 || first == null || second == null) {
      return new Found.Untestable("one class has only one unit: its spread is unknown", discordant);
    }
    double ofFirst = covariance(first, first);
    double ofSecond = covariance(second, second);
    double common = covariance(first, second);
    double scale = Math.sqrt(ofFirst * ofSecond);
    LogitLimits limits =
        new LogitLimits(
            new LogitLimits.Value(point[a], ofFirst),
            new LogitLimits.Value(point[b], ofSecond),
            scale > 0 ? Math.max(-1, Math.min(1, common / scale)) : 0,
            Math.max(0, ofFirst + ofSecond - 2 * common),
            setting.set.imagesPerClass()[positive],
            setting.unitsOfClass[positive],
            setting.sizeOfClass[positive]);
    double difference = point[a] - point[b];
    return new Found.Tested(
        new PairedInference(
            "t over units and logit intervals",
            Method.DELTA_T,
            difference,
            Math.sqrt(limits.variance()),
            new PValue(() -> PairedInference.p(difference, limits)),
            limits,
            discordant,
            List.of()));
  }

  private double covariance(UnitInfluence first, UnitInfluence second) {
    double sum = 0;
    for (int unit = 0; unit < setting.units.count(); unit++) {
      sum += first.ofUnit()[unit] * second.ofUnit()[unit];
    }
    return sum * setting.units.count() / (setting.units.count() - 1.0);
  }

  private int firstModel(int cell) {
    return setting.cells.subList(0, cell).stream().mapToInt(of -> of.seeds().size()).sum();
  }

  /** Of every seed of every cell. */
  private CorrelatedAreas areas() {
    CorrelatedAreas known = areas;
    if (known == null) {
      known =
          CorrelatedAreas.ofGroupedRows(
              positive(),
              ofPositive(),
              IntStream.range(0, setting.set.rows()).map(setting.units::of).toArray());
      areas = known;
    }
    return known;
  }

  private CorrelatedAreas independentAreas() {
    CorrelatedAreas known = independentAreas;
    if (known == null) {
      known =
          setting.units.count() == setting.set.rows()
              ? areas()
              : CorrelatedAreas.ofIndependentRows(positive(), ofPositive());
      independentAreas = known;
    }
    return known;
  }

  private boolean[] positive() {
    int positive = setting.set.positive().orElse(1);
    boolean[] is = new boolean[setting.set.rows()];
    for (int row = 0; row < is.length; row++) {
      is[row] = setting.set.truth(row) == positive;
    }
    return is;
  }

  private double[][] ofPositive() {
    int positive = setting.set.positive().orElse(1);
    return setting.cells.stream()
        .flatMap(cell -> cell.scores().stream())
        .map(
            of ->
                IntStream.range(0, setting.set.rows())
                    .mapToDouble(row -> of.probability(row, positive))
                    .toArray())
        .toArray(double[][]::new);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.roc.AreaDifference;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the one inference of a contrast. The first rule that fits:
 *
 * <ol>
 *   <li>a contrast of more than two cells, or of cells with several seeds: Student's t over units
 *       and seeds, {@link DeltaLimits};
 *   <li>a share of images (accuracy, sensitivity, specificity): McNemar's exact test, or the
 *       sign-flip test over units, among the images that the share is of, and the score interval of
 *       {@link Tango};
 *   <li>balanced accuracy: the exact label-swap permutation, and Tango's intervals of the classes;
 *   <li>the area of two classes: DeLong's or Obuchowski's test, and {@link AreaLimits};
 *   <li>average precision: Student's t over units, and logit intervals, {@link LogitLimits};
 *   <li>any other metric: Student's t over units, {@link DeltaLimits}, with the exact label-swap
 *       permutation where few units distinguish the models.
 * </ol>
 */
final class PairedInferences {
  /** Below this many units of the rarer class a normal test of areas finds too much. */
  static final int UNITS_FOR_NORMAL_AREAS = 30;

  private final LabelledSet set;
  private final Units units;
  private final List<ComparedCell> cells;
  private final DecisionTest decisions;
  private final int[] unitsOfClass;
  private final int[] classOfUnit;
  private final double[] sizeOfClass;
  private final Map<Metric, List<@Nullable UnitInfluence>> influences = new EnumMap<>(Metric.class);
  private @Nullable CorrelatedAreas areas;
  private @Nullable CorrelatedAreas independentAreas;

  PairedInferences(FamilySetting setting) {
    set = setting.set();
    units = setting.units();
    cells = setting.cells();
    decisions = setting.plan().decisions();
    unitsOfClass = set.unitsPerClass(units);
    classOfUnit = classOfUnit();
    sizeOfClass = sizeOfClass();
  }

  /** What the data say about a difference, or why they say nothing. */
  sealed interface Found {
    record Tested(PairedInference inference) implements Found {}

    /** For the reader of the table. */
    record Untestable(String reason, @Nullable Integer discordantUnits) implements Found {}
  }

  /**
   * @param point of each cell
   */
  Found of(Metric metric, Contrast contrast, double[] point) {
    if (contrast.isPair()) {
      IntPredicate ofKind = shareOf(metric);
      if (ofKind != null && isOfOneModel(contrast)) {
        return share(metric, contrast, ofKind);
      }
      if (contrast.models().allMatch(cell -> cells.get(cell).seeds().size() == 1)) {
        if (isBalancedAccuracy(metric)) {
          return balancedAccuracy(contrast);
        }
        if (isArea(metric)) {
          return area(contrast);
        }
        if (metric == Metric.AVERAGE_PRECISION_POSITIVE && set.positive().isPresent()) {
          return averagePrecision(metric, contrast, point);
        }
      }
    }
    return delta(metric, contrast, contrast.of(m -> point[m]));
  }

  /** Whether the decisions of one model of each cell are compared. */
  private boolean isOfOneModel(Contrast contrast) {
    return contrast
        .models()
        .allMatch(
            cell ->
                cells.get(cell).seeds().size() == 1
                    || !(decisions.of() instanceof DecisionTest.Of.SeedMean));
  }

  /** The images that a share is of; null if the metric is no share of images. */
  private @Nullable IntPredicate shareOf(Metric metric) {
    if (metric.shareOfImages()) {
      return row -> true;
    }
    if (set.positive().isEmpty()) {
      return null;
    }
    int positive = set.positive().getAsInt();
    return switch (metric) {
      case RECALL_BINARY -> row -> set.truth(row) == positive;
      case SPECIFICITY_BINARY -> row -> set.truth(row) != positive;
      default -> null;
    };
  }

  private static boolean isBalancedAccuracy(Metric metric) {
    return metric == Metric.BALANCED_ACCURACY || metric == Metric.RECALL_MACRO;
  }

  private boolean isArea(Metric metric) {
    return set.classCount() == 2
        && (metric == Metric.AUROC
            || metric == Metric.AUROC_OVR_MACRO
            || metric == Metric.AUROC_OVR_WEIGHTED);
  }

  private Found share(Metric metric, Contrast contrast, IntPredicate ofKind) {
    ComparedCell a = cells.get(contrast.first().get(0));
    ComparedCell b = cells.get(contrast.second().get(0));
    Scores first = decisions.scores(a).get(0);
    Scores second = decisions.scores(b).get(0);
    PairedShares shares = PairedShares.of(set, units, first, second, ofKind);
    int discordant = shares.discordantUnits();
    boolean few = discordant < ModelComparison.FEW_DISCORDANT;
    PairedInference.Limits limits = PairedShares.meanOf(List.of(shares));
    double difference = shares.tango().difference();
    List<String> notes = new ArrayList<>();
    if (few) {
      notes.add(fewNote(discordant));
    }
    if (!decisions.suffix(List.of(a, b)).isEmpty()) {
      notes.add("the difference is that" + decisions.suffix(List.of(a, b)));
    }
    String what = decisions.suffix(List.of(a, b));
    if (!metric.shareOfImages()) {
      what += metric == Metric.RECALL_BINARY ? " of the positives" : " of the negatives";
    }
    GroupedDecisions grouped =
        GroupedDecisions.of(set, units, List.of(first), List.of(second), ofKind);
    DecisionTest.Form form = few ? DecisionTest.Form.EXACT : decisions.form();
    String test;
    DoubleSupplier p;
    switch (form) {
      case OBUCHOWSKI -> {
        test = "Obuchowski's clustered McNemar";
        p = grouped::obuchowskiP;
      }
      case DURKALSKI -> {
        test = "Durkalski's clustered McNemar";
        p = grouped::durkalskiP;
      }
      default -> {
        if (shares.isClustered()) {
          test = "sign-flip test over units";
          p =
              () ->
                  PairedInference.larger(grouped.signFlip(), PairedInference.p(difference, limits));
        } else if (form == DecisionTest.Form.MID_P) {
          test = "McNemar mid-p";
          p = () -> grouped.mcNemar().midP();
        } else {
          test = "McNemar exact";
          p = grouped::signFlip;
        }
      }
    }
    return new Found.Tested(
        new PairedInference(
            test + what,
            Method.TANGO,
            difference,
            standardError(limits, difference),
            new PValue(p),
            limits,
            discordant,
            notes));
  }

  private Found balancedAccuracy(Contrast contrast) {
    Scores first = scores(contrast.first().get(0)).get(0);
    Scores second = scores(contrast.second().get(0)).get(0);
    List<PairedShares> classes = new ArrayList<>();
    for (int c = 0; c < set.classCount(); c++) {
      int ofClass = c;
      classes.add(PairedShares.of(set, units, first, second, row -> set.truth(row) == ofClass));
    }
    PairedInference.Limits limits = PairedShares.meanOf(classes);
    double difference =
        classes.stream().mapToDouble(kind -> kind.tango().difference()).average().orElseThrow();
    PValue p =
        new PValue(
            () -> {
              OptionalDouble swapped = swapped(classes);
              return PairedInference.larger(
                  swapped.isPresent() ? Double.valueOf(swapped.getAsDouble()) : null,
                  PairedInference.p(difference, limits));
            });
    int discordant = differing(classes);
    List<String> notes =
        discordant < ModelComparison.FEW_DISCORDANT ? List.of(fewNote(discordant)) : List.of();
    return new Found.Tested(
        new PairedInference(
            "label-swap permutation and score test (larger p)",
            Method.TANGO_MOVER,
            difference,
            standardError(limits, difference),
            p,
            limits,
            discordant,
            notes));
  }

  private static int differing(List<PairedShares> classes) {
    int count = 0;
    for (int unit = 0; unit < classes.get(0).differences().length; unit++) {
      int u = unit;
      count += classes.stream().anyMatch(kind -> kind.differences()[u] != 0) ? 1 : 0;
    }
    return count;
  }

  /** The mean over classes under all swaps of the two models within units. */
  private static OptionalDouble swapped(List<PairedShares> classes) {
    long multiple = 1;
    for (PairedShares kind : classes) {
      multiple = multiple / gcd(multiple, kind.images()) * kind.images();
      if (multiple > 1_000_000_000L) {
        return OptionalDouble.empty();
      }
    }
    long[] weighted = new long[classes.get(0).differences().length];
    for (PairedShares kind : classes) {
      for (int unit = 0; unit < weighted.length; unit++) {
        weighted[unit] += multiple / kind.images() * kind.differences()[unit];
      }
    }
    return GroupedDecisions.exactSignFlip(weighted);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private Found area(Contrast contrast) {
    int first = contrast.first().get(0);
    int second = contrast.second().get(0);
    int rarer = Math.min(unitsOfClass[0], unitsOfClass[1]);
    int discordant = swap(contrast).differingUnits().size();
    if (rarer < 2) {
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
    int positive = set.positive().orElse(1);
    double positives = set.imagesPerClass()[positive];
    AreaLimits limits =
        new AreaLimits(
            ofFirst,
            ofSecond,
            correlation,
            error * error,
            positives,
            set.rows() - positives,
            rarer,
            Math.max(sizeOfClass[0], sizeOfClass[1]));
    Double normal = delong.p();
    boolean alike = error == 0 && delong.difference() == 0;
    boolean isNormal = normal != null && (alike || rarer >= UNITS_FOR_NORMAL_AREAS);
    String name = units.count() == set.rows() ? "DeLong" : "Obuchowski";
    List<String> notes = new ArrayList<>();
    if (alike && delong.reason() != null) {
      notes.add(delong.reason());
    }
    if (!isNormal && rarer < UNITS_FOR_NORMAL_AREAS) {
      notes.add(
          "the rarer class has only "
              + rarer
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

  private AreaLimits.Area ofModel(int model) {
    return new AreaLimits.Area(
        areas().area(model),
        areas().covariance(model, model).orElse(0),
        independentAreas().covariance(model, model).orElse(0));
  }

  private Found averagePrecision(Metric metric, Contrast contrast, double[] point) {
    int positive = rarest(metric);
    int a = contrast.first().get(0);
    int b = contrast.second().get(0);
    int discordant = discordant(metric, contrast);
    @Nullable UnitInfluence first = influences(metric).get(a);
    @Nullable UnitInfluence second = influences(metric).get(b);
    if (unitsOfClass[positive] < 2 || first == null || second == null) {
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
            set.imagesPerClass()[positive],
            unitsOfClass[positive],
            sizeOfClass[positive]);
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

  /** The positive class of an average precision; else the class of the fewest units. */
  private int rarest(Metric metric) {
    if (metric == Metric.AVERAGE_PRECISION_POSITIVE && set.positive().isPresent()) {
      return set.positive().getAsInt();
    }
    int rarest = 0;
    for (int c = 1; c < unitsOfClass.length; c++) {
      rarest = unitsOfClass[c] < unitsOfClass[rarest] ? c : rarest;
    }
    return rarest;
  }

  private double covariance(UnitInfluence first, UnitInfluence second) {
    double sum = 0;
    for (int unit = 0; unit < units.count(); unit++) {
      sum += first.ofUnit()[unit] * second.ofUnit()[unit];
    }
    return sum * units.count() / (units.count() - 1.0);
  }

  /** Student's t over units, and over the seeds of cells that have several. */
  private Found delta(Metric metric, Contrast contrast, double difference) {
    boolean seeds = contrast.models().anyMatch(cell -> cells.get(cell).seeds().size() > 1);
    @Nullable Integer discordant =
        contrast.isPair() ? Integer.valueOf(discordant(metric, contrast)) : null;
    int fewest = Arrays.stream(unitsOfClass).min().orElseThrow();
    if (metric.needsEveryClass() && fewest < 2) {
      return new Found.Untestable(
          "one class has only " + fewest + " unit: its spread is unknown", discordant);
    }
    double[] ofUnit = new double[units.count()];
    double[] ofImage = new double[set.classCount()];
    for (int side : new int[] {1, -1}) {
      List<Integer> models = side > 0 ? contrast.first() : contrast.second();
      for (int cell : models) {
        @Nullable UnitInfluence influence = influences(metric).get(cell);
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
      unseen += Math.pow(ofImage[c] * sizeOfClass[c], 2);
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
      notes.add(fewNote(discordant));
      p =
          new PValue(
              () ->
                  PairedInference.larger(
                      swap(contrast).p(metric), PairedInference.p(difference, limits)));
      test = "label-swap permutation and t over units (larger p)";
    }
    return new Found.Tested(inference(metric, test, difference, limits, p, discordant, notes));
  }

  private static final String ALIKE = "both give the same in every unit";

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
    List<DeltaLimits.Part> parts = DeltaLimits.parts(ofUnit, classOfUnit, set.classCount());
    if (!metric.ranked()) {
      return parts;
    }
    int rarest = unitsOfClass[rarest(metric)];
    double variance = parts.stream().mapToDouble(DeltaLimits.Part::variance).sum();
    return List.of(new DeltaLimits.Part(variance, rarest - 1.0));
  }

  /** The variance of each cell's mean over its seeds. */
  private List<DeltaLimits.Part> ofSeeds(Metric metric, Contrast contrast) {
    List<DeltaLimits.Part> parts = new ArrayList<>();
    for (List<Integer> side : List.of(contrast.first(), contrast.second())) {
      for (int cell : side) {
        double[] values =
            scores(cell).stream()
                .mapToDouble(of -> metric.of(set, of).number().orElse(Double.NaN))
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

  private int discordant(Metric metric, Contrast contrast) {
    IntPredicate ofKind = shareOf(metric);
    if (ofKind == null) {
      return swap(contrast).differingUnits().size();
    }
    return GroupedDecisions.of(
            set, units, scores(contrast.first().get(0)), scores(contrast.second().get(0)), ofKind)
        .discordantUnits();
  }

  private LabelSwapTest swap(Contrast contrast) {
    return new LabelSwapTest(
        set, units, scores(contrast.first().get(0)), scores(contrast.second().get(0)));
  }

  private List<Scores> scores(int cell) {
    return cells.get(cell).scores();
  }

  private List<@Nullable UnitInfluence> influences(Metric metric) {
    return influences.computeIfAbsent(
        metric,
        of -> {
          List<@Nullable UnitInfluence> all = new ArrayList<>();
          for (ComparedCell cell : cells) {
            all.add(UnitInfluence.of(set, units, of, cell.scores()));
          }
          return all;
        });
  }

  /** Half the width of the limits of 68 %. */
  private static double standardError(PairedInference.Limits limits, double difference) {
    Difference.Ends ends = limits.at(ONE_SIGMA);
    return Math.max(ends.upper() - difference, difference - ends.lower());
  }

  private static final double ONE_SIGMA = 0.31731050786291415;

  private static String fewNote(int discordant) {
    return "only "
        + discordant
        + (discordant == 1 ? " unit distinguishes" : " units distinguish")
        + " the models: no p is below that of the exact test";
  }

  private int firstModel(int cell) {
    return cells.subList(0, cell).stream().mapToInt(of -> of.seeds().size()).sum();
  }

  /** Of every seed of every cell. */
  private CorrelatedAreas areas() {
    CorrelatedAreas known = areas;
    if (known == null) {
      known =
          CorrelatedAreas.ofGroupedRows(
              positive(), ofPositive(), IntStream.range(0, set.rows()).map(units::of).toArray());
      areas = known;
    }
    return known;
  }

  private CorrelatedAreas independentAreas() {
    CorrelatedAreas known = independentAreas;
    if (known == null) {
      known =
          units.count() == set.rows()
              ? areas()
              : CorrelatedAreas.ofIndependentRows(positive(), ofPositive());
      independentAreas = known;
    }
    return known;
  }

  private boolean[] positive() {
    int positive = set.positive().orElse(1);
    boolean[] is = new boolean[set.rows()];
    for (int row = 0; row < is.length; row++) {
      is[row] = set.truth(row) == positive;
    }
    return is;
  }

  private double[][] ofPositive() {
    int positive = set.positive().orElse(1);
    return cells.stream()
        .flatMap(cell -> cell.scores().stream())
        .map(
            of ->
                IntStream.range(0, set.rows())
                    .mapToDouble(row -> of.probability(row, positive))
                    .toArray())
        .toArray(double[][]::new);
  }

  /** The rarest class that a unit has. */
  private int[] classOfUnit() {
    int[] of = new int[units.count()];
    Arrays.fill(of, -1);
    for (int row = 0; row < set.rows(); row++) {
      int unit = units.of(row);
      int c = set.truth(row);
      if (of[unit] < 0 || unitsOfClass[c] < unitsOfClass[of[unit]]) {
        of[unit] = c;
      }
    }
    return of;
  }

  /** How many images of its class a typical image of a class has in its unit. */
  private double[] sizeOfClass() {
    int classes = set.classCount();
    double[][] counts = new double[classes][units.count()];
    for (int row = 0; row < set.rows(); row++) {
      counts[set.truth(row)][units.of(row)]++;
    }
    double[] sizes = new double[classes];
    for (int c = 0; c < classes; c++) {
      double images = Arrays.stream(counts[c]).sum();
      sizes[c] = images == 0 ? 1 : Arrays.stream(counts[c]).map(m -> m * m).sum() / images;
    }
    return sizes;
  }
}

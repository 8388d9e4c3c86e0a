// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.FindingsComparison.OfFinding;
import dev.assay.statistics.comparison.FindingsComparison.OfMetric;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.roc.PrecisionRecallArea;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The differences of all findings in one metric, adjusted together. */
final class FindingFamily {
  private final FindingSet set;
  private final List<FindingModel> models;
  private final ComparisonPlan plan;
  private final Metric metric;
  private final boolean primary;
  private final List<String> names;
  private final List<Contrast> contrasts;
  private final List<Part> parts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** What the data say about one finding. */
  private record Part(String finding, ContrastRows rows, List<Found> found) {}

  private FindingFamily(
      FindingSet set, List<FindingModel> models, ComparisonPlan plan, Metric metric) {
    this.set = set;
    this.models = models;
    this.plan = plan;
    this.metric = metric;
    primary = metric == plan.primary();
    names = models.stream().map(FindingModel::name).toList();
    contrasts = plan.family().contrasts(names);
  }

  static OfMetric of(
      FindingSet set, List<FindingModel> models, ComparisonPlan plan, Metric metric) {
    return new FindingFamily(set, models, plan, metric).result();
  }

  private OfMetric result() {
    if (set.units(plan.resampling().unit()).count() < 2) {
      return none("one unit only: nothing to resample");
    }
    int[] findings = set.withAreas();
    if (findings.length == 0) {
      return none("no finding has a value");
    }
    boolean jointly = plan.source() == AdjustedBy.MAX_T && findings.length * contrasts.size() > 1;
    JointAreas joint = new JointAreas(contrasts, set.units(plan.resampling().unit()).count());
    FindingMeans means = new FindingMeans(set.units(plan.resampling().unit()).count());
    for (int finding : findings) {
      String name = set.findings().get(finding);
      FindingSet.Known known = set.known(finding);
      List<ComparedCell> cells = models.stream().map(model -> model.of(finding, known)).toList();
      double[][] ofSeeds = ofSeeds(known.set(), cells);
      double[][] influences = influences(known, cells);
      parts.add(part(name, known.set(), cells, ofSeeds));
      int[] unitsOfClass = known.set().unitsPerClass(known.set().units(plan.resampling().unit()));
      means.add(
          new FindingMeans.OfFinding(
              name, ofSeeds, influences, Math.min(unitsOfClass[0], unitsOfClass[1])));
      if (jointly) {
        List<Found> found = parts.getLast().found();
        joint.add(influences, k -> found.get(k) instanceof Found.Tested);
      }
    }
    FamilyLevels levels = levels(jointly ? joint : null);
    return new OfMetric(metric, primary, rows(levels), means(means), notes);
  }

  /** The differences of means over findings, a family of their own. */
  private List<ContrastResult> means(FindingMeans means) {
    List<Found> found = contrasts.stream().map(means::of).toList();
    double tests = contrasts.size();
    if (plan.source() == AdjustedBy.MAX_T && contrasts.size() > 1) {
      JointAreas joint = new JointAreas(contrasts, set.units(plan.resampling().unit()).count());
      joint.add(means.influences(), k -> found.get(k) instanceof Found.Tested);
      tests = effectiveTests(joint);
    }
    FamilyLevels levels = FamilyLevels.of(plan.source(), p(found), plan.alpha(), tests);
    ContrastRows rows = new ContrastRows(parts.getFirst().rows().setting(), metric, means.points());
    List<ContrastResult> results = new ArrayList<>();
    for (int k = 0; k < contrasts.size(); k++) {
      results.add(rows.of(contrasts.get(k), false, found.get(k), levels, k));
    }
    return results;
  }

  private OfMetric none(String reason) {
    return new OfMetric(metric, primary, List.of(), List.of(), List.of(reason));
  }

  /** The value of each model, by seed. */
  private double[][] ofSeeds(LabelledSet known, List<ComparedCell> cells) {
    return cells.stream()
        .map(
            cell ->
                cell.scores().stream()
                    .mapToDouble(of -> metric.of(known, of).number().orElseThrow())
                    .toArray())
        .toArray(double[][]::new);
  }

  private Part part(
      String finding, LabelledSet known, List<ComparedCell> cells, double[][] ofSeeds) {
    FamilySetting setting = FamilySetting.of(known, cells, plan);
    double[] point =
        Arrays.stream(ofSeeds)
            .mapToDouble(of -> Arrays.stream(of).average().orElseThrow())
            .toArray();
    List<Found> found;
    if (setting.units().count() < 2) {
      Found one = new Found.Untestable("one " + setting.unitName() + " only", null);
      found = contrasts.stream().map(contrast -> one).toList();
    } else {
      PairedInferences inferences = new PairedInferences(setting);
      found = contrasts.stream().map(contrast -> inferences.of(metric, contrast, point)).toList();
    }
    return new Part(finding, new ContrastRows(setting, metric, point), found);
  }

  private FamilyLevels levels(@Nullable JointAreas joint) {
    List<@Nullable Double> p = p(parts.stream().flatMap(part -> part.found().stream()).toList());
    double tests = p.size();
    if (joint != null) {
      tests = effectiveTests(joint);
      notes.add(
          String.format(
              Locale.ROOT,
              "max-T: the %d differences of %d findings are worth %.1f independent tests",
              p.size(),
              parts.size(),
              tests));
    }
    return FamilyLevels.of(plan.source(), p, plan.alpha(), tests);
  }

  private double effectiveTests(JointAreas joint) {
    ResamplingPlan resampling = plan.resampling();
    return joint.effectiveTests(plan.alpha(), resampling.resamples(), resampling.seed());
  }

  private static List<@Nullable Double> p(List<Found> found) {
    List<@Nullable Double> p = new ArrayList<>();
    for (Found of : found) {
      p.add(of instanceof Found.Tested tested ? Double.valueOf(tested.inference().p()) : null);
    }
    return p;
  }

  private List<OfFinding> rows(FamilyLevels levels) {
    List<String> added = plan.interimAnalyses().added(names);
    List<OfFinding> all = new ArrayList<>();
    int number = 0;
    for (Part part : parts) {
      List<ContrastResult> results = new ArrayList<>();
      for (int k = 0; k < contrasts.size(); k++) {
        Contrast contrast = contrasts.get(k);
        boolean confirmatory =
            primary && contrast.models().noneMatch(model -> added.contains(names.get(model)));
        results.add(part.rows().of(contrast, confirmatory, part.found().get(k), levels, number++));
      }
      all.add(new OfFinding(part.finding(), results));
    }
    return all;
  }

  /** What each unit of the whole set contributes to the area of each model, mean over its seeds. */
  private double[][] influences(FindingSet.Known known, List<ComparedCell> cells) {
    LabelledSet of = known.set();
    int[] numbers = set.unitsOfSet(known, plan.resampling().unit());
    int[] unitOfRow = new int[of.rows()];
    Arrays.setAll(unitOfRow, of.units(plan.resampling().unit())::of);
    boolean[] present = new boolean[of.rows()];
    for (int row = 0; row < present.length; row++) {
      present[row] = of.truth(row) == FindingSet.PRESENT;
    }
    double[][] influences = new double[cells.size()][set.units(plan.resampling().unit()).count()];
    for (int m = 0; m < influences.length; m++) {
      List<Scores> seeds = cells.get(m).scores();
      for (Scores scores : seeds) {
        double[] column = new double[of.rows()];
        Arrays.setAll(column, row -> scores.probability(row, FindingSet.PRESENT));
        double[] ofSeed =
            metric == Metric.AVERAGE_PRECISION_POSITIVE
                ? PrecisionRecallArea.of(present, column, unitOfRow).influences()
                : CorrelatedAreas.ofGroupedRows(present, new double[][] {column}, unitOfRow)
                    .influences(0);
        for (int unit = 0; unit < ofSeed.length; unit++) {
          influences[m][numbers[unit]] += ofSeed[unit] / seeds.size();
        }
      }
    }
    return influences;
  }
}

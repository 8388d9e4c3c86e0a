// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.file.MetricsFile.PatientMetrics;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.decisions.PatientScores;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Metrics of patients instead of images: one decision per group. */
record PatientDecisions(LabelledSet set, SortedMap<Long, Scores> scores, ResamplingPlan plan) {
  static final List<Metric> METRICS =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.F1_WEIGHTED,
          Metric.F1_MACRO,
          Metric.RECALL_BINARY,
          Metric.SPECIFICITY_BINARY,
          Metric.MCC,
          Metric.AUROC);

  /**
   * @param metrics of patients
   * @return one list per rule, with intervals under the first rule only: with intervals under both,
   *     a reader could choose the better one; none if every group has one image, or one has images
   *     of several classes
   */
  List<PatientMetrics> of(List<Metric> metrics) {
    List<PatientMetrics> patients = new ArrayList<>();
    if (set.groups().count() == set.rows() || hasGroupOfSeveralClasses()) {
      return patients;
    }
    for (PatientScores.Rule rule : PatientScores.Rule.values()) {
      SortedMap<Long, Scores> ofSeed = new TreeMap<>();
      scores.forEach((seed, of) -> ofSeed.put(seed, PatientScores.of(set, of, rule).scores()));
      LabelledSet groups = PatientScores.of(set, scores.firstEntry().getValue(), rule).set();
      CellEvaluation evaluation =
          rule == PatientScores.Rule.MEAN_PROBABILITY
              ? CellEvaluation.withIntervals(groups, ofSeed, plan)
              : CellEvaluation.points(groups, ofSeed);
      patients.add(
          new PatientMetrics(
              rule.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              groups.rows(),
              metrics.stream()
                  .filter(m -> set.positive().isPresent() || !m.needsPositiveClass())
                  .map(m -> MetricRows.row(evaluation, evaluation.of(m), m.key()))
                  .toList()));
    }
    return patients;
  }

  private boolean hasGroupOfSeveralClasses() {
    int[] truth = new int[set.groups().count()];
    Arrays.fill(truth, -1);
    for (int row = 0; row < set.rows(); row++) {
      int group = set.groups().of(row);
      if (truth[group] >= 0 && truth[group] != set.truth(row)) {
        return true;
      }
      truth[group] = set.truth(row);
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.statistics.metrics.Confusion;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.Seeds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The details of a cell beyond its metrics of images: decisions at operating points, decisions
 * about patients, subgroups, and the ensemble of all seeds.
 */
final class Decisions {
  private final @Nullable ClinicalPlan clinical;
  private final AlignedSet test;
  private final ClinicalDecisions.Chooser chooser;
  private final List<Metric> ofPatients;
  private final ResamplingPlan plan;
  private final @Nullable List<SubgroupMetrics> subgroups;
  private final @Nullable RobustnessMetrics robustness;

  /** Of one split. */
  Decisions(
      EvaluationJob job,
      AlignedSet test,
      AlignedSet validation,
      ResamplingPlan plan,
      @Nullable RobustnessMetrics robustness) {
    this(
        job.plan().clinical(),
        test,
        (purpose, seed, choose, chosen) ->
            ClinicalDecisions.decided(test, validation, purpose, seed, choose, chosen),
        PatientDecisions.METRICS,
        plan,
        SubgroupRows.of(test, job.plan().subgroups(), plan),
        robustness);
  }

  /** Of all folds, each with its own thresholds; areas of patients cannot be pooled. */
  Decisions(
      PooledJob job,
      PooledTest pooled,
      ResamplingPlan plan,
      @Nullable RobustnessMetrics robustness) {
    this(
        job.plan().clinical(),
        pooled.all(),
        (purpose, seed, choose, chosen) ->
            pooled.pool(
                fold ->
                    ClinicalDecisions.decided(
                        fold.test(),
                        fold.validation(),
                        purpose + ", " + fold.title(),
                        seed,
                        choose,
                        chosen)),
        PatientDecisions.METRICS.stream().filter(metric -> !metric.ranked()).toList(),
        plan,
        SubgroupRows.ofFolds(pooled.all(), job.plan().subgroups(), plan),
        robustness);
  }

  private Decisions(
      @Nullable ClinicalPlan clinical,
      AlignedSet test,
      ClinicalDecisions.Chooser chooser,
      List<Metric> ofPatients,
      ResamplingPlan plan,
      @Nullable List<SubgroupMetrics> subgroups,
      @Nullable RobustnessMetrics robustness) {
    this.clinical = clinical;
    this.test = test;
    this.chooser = chooser;
    this.ofPatients = ofPatients;
    this.plan = plan;
    this.subgroups = subgroups;
    this.robustness = robustness;
  }

  CellDetails details() {
    ClinicalDecisions decisions = new ClinicalDecisions(test, chooser, plan);
    if (clinical != null && test.set().positive().isPresent()) {
      decisions.add(clinical);
    }
    return new CellDetails(
        ensemble(),
        decisions.rows(),
        decisions.thresholds(),
        new PatientDecisions(test.set(), test.scores(), plan).of(ofPatients),
        subgroups,
        robustness);
  }

  /** The confusion matrix of the seeds' mean probabilities; null with one seed. */
  private @Nullable List<List<Integer>> ensemble() {
    return test.scores().size() < 2
        ? null
        : Confusion.of(test.set(), Seeds.ensemble(List.copyOf(test.scores().values())))
            .counts()
            .stream()
            .map(row -> row.stream().map(Math::toIntExact).toList())
            .toList();
  }
}

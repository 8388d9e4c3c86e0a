// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.evaluate.StoredFindings;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the predictions of a cell give where images may show several findings. */
final class FindingValues implements RecomputedTable.Values {
  private final FindingSet set;
  private final List<FindingScores> seeds;
  private final FindingsEvaluation evaluation;
  private final boolean intervals;

  /**
   * @param intervals whether the table has them, which is so for test images
   */
  FindingValues(StoredFindings of, ResamplingPlan plan, boolean intervals) {
    this.set = of.set();
    this.seeds = List.copyOf(of.scores().values());
    this.evaluation = FindingsEvaluation.of(set, of.scores(), plan);
    this.intervals = intervals;
  }

  @Override
  public Map<String, String> of(String metric, String finding) {
    int number = set.findings().indexOf(finding);
    if (!finding.isEmpty() && number < 0) {
      return Map.of();
    }
    List<MetricResult> results =
        finding.isEmpty() ? evaluation.means() : evaluation.findings().get(number).metrics();
    int[] findings =
        finding.isEmpty()
            ? set.withAreas()
            : IntStream.of(set.withAreas()).filter(one -> one == number).toArray();
    for (MetricResult result : results) {
      if (result.metric().key().equals(metric)) {
        Map<String, String> values = RecomputedTable.values(result, intervals);
        values.put("per_seed", RecomputedTable.joined(perSeed(result.metric(), findings)));
        return values;
      }
    }
    return Map.of();
  }

  /** The mean over findings of each seed; empty if none has an area. */
  private List<Double> perSeed(Metric metric, int[] findings) {
    List<Double> values = new ArrayList<>();
    for (FindingScores of : findings.length == 0 ? List.<FindingScores>of() : seeds) {
      double mean = 0;
      for (int finding : findings) {
        FindingSet.Known known = set.known(finding);
        mean +=
            metric.of(known.set(), of.of(finding, known)).number().orElseThrow() / findings.length;
      }
      values.add(mean);
    }
    return values;
  }
}

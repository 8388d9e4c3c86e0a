// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.evaluate.StoredFindings;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.FindingsEvaluation.OfFinding;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.util.List;
import java.util.Map;

/** What the predictions of a cell give where images may show several findings. */
final class FindingValues implements RecomputedTable.Values {
  private final FindingsEvaluation evaluation;
  private final boolean intervals;

  /**
   * @param intervals whether the table has them, which is so for test images
   */
  FindingValues(StoredFindings of, ResamplingPlan plan, boolean intervals) {
    this.evaluation = FindingsEvaluation.of(of.set(), of.scores(), plan);
    this.intervals = intervals;
  }

  @Override
  public Map<String, String> of(String metric, String finding) {
    if (finding.isEmpty()) {
      return of(metric, evaluation.means(), evaluation.meansOfSeeds());
    }
    for (OfFinding of : evaluation.findings()) {
      if (of.finding().equals(finding)) {
        return of(metric, of.metrics(), of.ofSeeds());
      }
    }
    return Map.of();
  }

  private Map<String, String> of(
      String metric, List<MetricResult> results, List<List<Double>> ofSeeds) {
    for (int m = 0; m < results.size(); m++) {
      if (results.get(m).metric().key().equals(metric)) {
        Map<String, String> values = RecomputedTable.values(results.get(m), intervals);
        values.put("per_seed", RecomputedTable.joined(ofSeeds.get(m)));
        return values;
      }
    }
    return Map.of();
  }
}

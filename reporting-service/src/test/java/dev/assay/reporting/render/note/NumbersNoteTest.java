// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.Report;
import org.junit.jupiter.api.Test;

class NumbersNoteTest {
  private static String note(EvaluationPlan plan) {
    Report sample = SampleReports.finished();
    return NumbersNote.of(
            new Report(
                sample.studyId(),
                sample.name(),
                sample.outcome(),
                sample.seeds(),
                sample.checkpoint(),
                plan,
                sample.threads(),
                sample.device(),
                sample.remarks(),
                sample.sections(),
                sample.acrossDatasets()))
        .toString();
  }

  @Test
  void saysHowTheIntervalsOfEachMetricAreMade() {
    assertThat(note(EvaluationPlan.standard()))
        .contains(
            "95% interval of the mean",
            "B = 10000 joint draws of the confusion matrix with seed 1",
            "score interval of Newcombe (2006)",
            "for losses percentiles of B multinomial resamples",
            "The spread of the seeds is in it (MOVER).")
        .doesNotContain("bootstrap interval");
  }

  @Test
  void saysTheSameAsBeforeOfEarlierMethods() {
    assertThat(note(new EvaluationPlan(10_000, 0.95, "group", "percentile", 1)))
        .contains("95% percentile bootstrap interval of the mean, from B = 10000 multinomial")
        .doesNotContain("joint draws");
  }
}

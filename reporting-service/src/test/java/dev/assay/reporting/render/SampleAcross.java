// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Effect;
import dev.assay.reporting.report.AcrossDatasets.LeftOut;
import dev.assay.reporting.report.AcrossDatasets.OnDataset;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import dev.assay.reporting.report.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The finished study with invented differences over several data sets. */
public final class SampleAcross {
  private SampleAcross() {}

  public static Report report(@Nullable Ranking ranking) {
    Report one = SampleReports.finished();
    AcrossDatasets across =
        new AcrossDatasets(
            "accuracy",
            true,
            List.of("chest", "skin"),
            List.of(
                new Effect(
                    "large - small",
                    List.of(new OnDataset("chest", 0.04), new OnDataset("skin", -0.015)),
                    0.0125,
                    0.0389,
                    0.3213,
                    1,
                    1)),
            ranking,
            ranking == null ? "10 data sets or more are needed" : null,
            List.of(new LeftOut("eye", "its comparison failed")));
    return new Report(
        one.studyId(),
        one.name(),
        one.outcome(),
        one.seeds(),
        one.checkpoint(),
        one.plan(),
        one.threads(),
        one.device(),
        one.remarks(),
        one.sections(),
        across);
  }
}

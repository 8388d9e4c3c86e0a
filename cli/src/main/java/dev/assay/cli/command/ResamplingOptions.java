// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import picocli.CommandLine.Option;

/** How intervals are made. */
final class ResamplingOptions {
  private static final String STRATIFIED = "percentile-stratified";

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      defaultValue = "group",
      description = "What is resampled: group or image (default: ${DEFAULT-VALUE}).")
  private String unit = "group";

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "per-metric",
      description =
          "Method of the intervals: per-metric, percentile, percentile-stratified or bca (default:"
              + " ${DEFAULT-VALUE}).")
  private String method = "per-metric";

  @Option(
      names = "--resamples",
      paramLabel = "B",
      defaultValue = "10000",
      description = "At least 100 (default: ${DEFAULT-VALUE}).")
  private int resamples = 10_000;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      defaultValue = "0.95",
      description =
          "Confidence of the intervals of one value or difference (default: ${DEFAULT-VALUE}).")
  private double confidence = 0.95;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the resampling (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  ResamplingPlan plan() {
    boolean stratified = method.equals(STRATIFIED);
    ResamplingPlan.Method intervals =
        Checked.choice(
            "--method",
            stratified ? "percentile" : method,
            ResamplingPlan.Method.values(),
            "per-metric, percentile, percentile-stratified, bca");
    ResamplingUnit drawn = Checked.choice("--unit", unit, ResamplingUnit.values(), "group, image");
    // One after the other, so that each is refused under its own name.
    Checked.value("--confidence", () -> new ResamplingPlan(10_000, confidence, drawn, seed));
    return Checked.value(
        "--resamples",
        () ->
            new ResamplingPlan(
                resamples,
                confidence,
                drawn,
                seed,
                new ResamplingPlan.Scheme.Multinomial(),
                intervals,
                stratified));
  }
}

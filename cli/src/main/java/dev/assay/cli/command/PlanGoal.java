// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.statistics.planning.Goal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a planned test set is for. */
final class PlanGoal {
  @Option(
      names = "--width",
      paramLabel = "W",
      description = "Goal: an interval of one model that is on average not wider.")
  private @Nullable Double width;

  @Option(
      names = "--margin",
      paramLabel = "DELTA",
      description = "Goal: the first is found not inferior to the second by this margin.")
  private @Nullable Double margin;

  @Option(
      names = "--equivalence",
      description = "With --margin: both are found equivalent within the margin.")
  private boolean equivalence;

  @Option(
      names = "--power",
      paramLabel = "SHARE",
      description = "Probability of the finding (default: 0.8).")
  private @Nullable Double power;

  @Option(
      names = "--alpha",
      paramLabel = "LEVEL",
      description =
          "Level of the test: two-sided for a difference, one-sided for a margin, as in 'assay"
              + " evaluate' (default: 0.05).")
  private @Nullable Double alpha;

  @Option(
      names = "--contrasts",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Contrasts of the family; the level of each is alpha / K (default: ${DEFAULT-VALUE}).")
  private int contrasts = 1;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      description = "Confidence of the interval (default: 0.95).")
  private @Nullable Double confidence;

  /**
   * @param secondModel whether one is assumed
   * @param pilot whether there is one, whose models say how many there are
   */
  Goal goal(boolean secondModel, boolean pilot) {
    if (contrasts < 1) {
      throw CliException.badInput("--contrasts: " + contrasts + " must be at least 1");
    }
    if (width != null) {
      Checked.refuse("--width", "--margin", margin != null);
      Checked.refuse("--width", "--power", power != null);
      Checked.refuse("--width", "--alpha", alpha != null);
      double wanted = width;
      return Checked.value(
          "--width", () -> new Goal.Width(wanted, confidence == null ? 0.95 : confidence));
    }
    Checked.refuse("--confidence", "a finding; its level is --alpha", confidence != null);
    if (!secondModel && margin == null && !pilot) {
      throw CliException.badInput(
          "a goal is missing: --width W, or --versus V, or --margin DELTA; see --help");
    }
    double level = (alpha == null ? 0.05 : alpha) / contrasts;
    double wanted = power == null ? 0.8 : power;
    Double delta = margin;
    if (delta == null) {
      Checked.refuse("--equivalence", "a missing --margin", equivalence);
      return Checked.value("goal", () -> new Goal.Difference(level, wanted));
    }
    return Checked.value(
        "goal",
        () ->
            equivalence
                ? new Goal.Equivalent(delta, level, wanted)
                : new Goal.NotInferior(delta, level, wanted));
  }
}

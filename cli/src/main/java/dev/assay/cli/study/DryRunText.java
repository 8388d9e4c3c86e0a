// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.data.FindingCountsText;
import dev.assay.cli.data.ImageCount;
import dev.assay.cli.progress.ProgressLines;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.weights.Titles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A dry run as text. */
public final class DryRunText {
  private DryRunText() {}

  public static List<String> of(DryRun plan) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Study " + plan.study() + ": a dry run; no stack was started and no data were stored.");
    for (DryRun.Images images : plan.datasets()) {
      lines.add(
          "  data set %s: %s%s"
              .formatted(
                  images.name(),
                  new ImageCount(images.images(), images.groups(), images.groupKind()),
                  images.synthetic() ? " (synthetic)" : ""));
      contents(images, lines);
      lines.add("    split     " + counts(images.parts()));
      if (!images.leftOut().isEmpty()) {
        lines.add("    left out  " + counts(images.leftOut()));
      }
    }
    lines.add("  cells (rows of the table): " + plan.cells().size());
    for (DryRun.Row row : plan.cells()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "    %s  %s, %s%s, head %s, weights %s%s",
              row.dataset(),
              Titles.backbone(row.backbone()),
              plan.sizes().size() > 1 ? row.input() + " px, " : "",
              row.training(),
              Titles.head(row.head()),
              row.weights(),
              row.subset() < 1 ? ", subset " + row.subset() : ""));
    }
    lines.add("  runs (cells x seeds): " + plan.runs());
    if (plan.corruptedImages() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  scored on corruptions as well: %d test images over all runs",
              plan.corruptedImages()));
    }
    plan.comparisons().forEach(compared -> lines.add("  compared: " + compared.text()));
    if (!plan.missingWeights().isEmpty()) {
      lines.add(
          "  no weights are given for: "
              + String.join(", ", plan.missingWeights())
              + " (unless an earlier run registered them)");
      plan.weightsAdvice().forEach(advice -> lines.add("    " + advice));
    }
    lines.add(
        "  estimated time on this machine's CPU: about "
            + ProgressLines.clock(plan.estimatedSeconds())
            + " (rough); assumed:");
    plan.assumptions().forEach(assumption -> lines.add("    " + assumption));
    lines.add(
        String.format(
            Locale.ROOT,
            "  disk: about %.1f GB for pixels and models; memory: about %.1f GB for the largest"
                + " training (rough)",
            plan.diskBytes() / 1e9,
            plan.memoryBytes() / 1e9));
    if (plan.sizes().size() > 1) {
      for (DryRun.OfSize size : plan.sizes()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "    %d px: about %s, memory about %.1f GB",
                size.input(),
                ProgressLines.clock(size.estimatedSeconds()),
                size.memoryBytes() / 1e9));
      }
    }
    plan.missingImages().forEach(name -> lines.add("  no images are given for: " + name));
    if (!plan.problems().isEmpty()) {
      lines.add("  A run would stop at:");
      plan.problems().forEach(problem -> lines.add("    " + problem));
    }
    plan.notes().forEach(note -> lines.add("  note: " + note));
    return lines;
  }

  private static void contents(DryRun.Images images, List<String> lines) {
    FindingCounts findings = images.findings();
    FindingCounts test = images.testFindings();
    if (findings == null || test == null) {
      lines.add("    classes   " + counts(images.classes()));
      return;
    }
    lines.add("    findings  " + FindingCountsText.images(findings));
    findings
        .findings()
        .forEach(finding -> lines.add("      " + FindingCountsText.line(finding, "")));
    lines.add("    tested    " + FindingCountsText.words(test));
    if (!test.withoutArea().isEmpty()) {
      lines.add(
          "    no area   present in no test image or in all where it is known, so in no mean and no"
              + " comparison: "
              + String.join(", ", test.withoutArea()));
    }
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}

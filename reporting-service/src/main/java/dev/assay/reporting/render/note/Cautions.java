// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The few things that change how the table is read, in one line each and the gravest first. The
 * notes say the same at length, and everything else.
 */
public final class Cautions {
  /** More are not read, and would push the table off the screen. */
  public static final int MOST = 5;

  private Cautions() {}

  /** At most {@link #MOST}. */
  public static List<String> of(Report report) {
    return Stream.of(
            progress(report),
            synthetic(report),
            random(report),
            notCompared(report),
            exploratory(report),
            replication(report),
            warnings(report),
            groups(report),
            seeds(report))
        .flatMap(Optional::stream)
        .limit(MOST)
        .toList();
  }

  private static Optional<String> progress(Report report) {
    int all = report.rows().size();
    int done = report.count(State.DONE);
    if (report.outcome() == Outcome.UNFINISHED) {
      return Optional.of("Not finished: %s of %s rows have results.".formatted(done, all));
    }
    return done == all
        ? Optional.empty()
        : Optional.of("%s of %s rows have no result; they say why.".formatted(all - done, all));
  }

  private static Optional<String> synthetic(Report report) {
    List<String> drawn =
        report.sections().stream()
            .filter(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent())
            .map(Section::title)
            .toList();
    if (drawn.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        (drawn.size() == report.sections().size()
                ? "The images were"
                : "The images of " + Words.list(drawn) + " were")
            + " drawn by a program: no number is about medicine.");
  }

  private static Optional<String> random(Report report) {
    List<String> random =
        report.cells().stream()
            .filter(cell -> cell.weights().isRandom())
            .map(cell -> PaperNames.backbone(cell))
            .distinct()
            .toList();
    if (random.isEmpty()) {
      return Optional.empty();
    }
    boolean all = report.cells().stream().allMatch(cell -> cell.weights().isRandom());
    return Optional.of(
        all
            ? "No model had pretrained weights: all started at random."
            : "Without pretrained weights, from random ones: " + Words.list(random) + ".");
  }

  private static Optional<String> notCompared(Report report) {
    return report.failedComparisons().stream()
        .findFirst()
        .map(failed -> "Not compared, so no difference is a finding: " + Words.closed(failed));
  }

  private static Optional<String> exploratory(Report report) {
    return report.sections().stream()
            .flatMap(section -> section.comparisons().stream())
            .anyMatch(file -> !file.declared())
        ? Optional.of("The study declares no comparison; a standard one was made.")
        : Optional.empty();
  }

  private static Optional<String> replication(Report report) {
    return report.cells().stream().allMatch(cell -> cell.isComparable())
        ? Optional.empty()
        : Optional.of("Rows with (replication) repeat mistakes of the original code.");
  }

  private static Optional<String> warnings(Report report) {
    List<String> warnings = Warnings.sentences(report);
    if (warnings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Words.closed("Warning: " + warnings.getFirst())
            + (warnings.size() > 1
                ? " (%s more in the notes)".formatted(warnings.size() - 1)
                : ""));
  }

  private static Optional<String> groups(Report report) {
    List<String> without =
        report.sections().stream()
            .filter(s -> TestImages.of(s).filter(images -> !images.hasGroups()).isPresent())
            .map(Section::title)
            .toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No patients are known"
                + (without.size() == report.sections().size() ? "" : " in " + Words.list(without))
                + ": images of one patient may be in several parts.");
  }

  private static Optional<String> seeds(Report report) {
    List<String> parts = new ArrayList<>();
    int seeds = report.seeds().size();
    parts.add(
        seeds == 1
            ? "One training seed: how much training alone moves a number is unknown."
            : "Points are means over %s training seeds.".formatted(seeds));
    return Optional.of(String.join(" ", parts));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.report.Report;
import java.util.List;
import java.util.function.Function;

/**
 * The notes of the main table, in the order they are printed. The supplementary tables have notes
 * of their own: {@link ComparisonNotes}, {@link AcrossNotes}, {@link SubgroupNotes} and {@link
 * RobustnessNotes}.
 */
public final class Notes {
  private static final List<Function<Report, List<Note>>> KINDS =
      List.of(
          ProgressNote::of,
          SyntheticNote::of,
          NumbersNote::of,
          FindingsNote::of,
          BoldNote::of,
          DecisionNotes::of,
          DatasetNotes::of,
          WeightsNote::of,
          TrainingNote::of,
          ReplicationNote::of,
          TuningNote::of,
          LogisticNote::of,
          NeighboursNote::of,
          ComputeNote::of,
          RemarksNote::of,
          Warnings::of);

  private Notes() {}

  public static List<Note> of(Report report) {
    return KINDS.stream().flatMap(kind -> kind.apply(report).stream()).toList();
  }
}

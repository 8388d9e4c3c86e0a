// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.statistics.comparison.Contrast;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.Family.NamedContrast;
import dev.assay.statistics.comparison.ReadyMade;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one family of a comparison: the pairs that the study declares, and the contrasts of its
 * ready-made questions. They are adjusted together, because a study has one family only.
 *
 * @param family null if no two cells answer any of the questions
 * @param notes questions that no two cells answer
 */
record DeclaredFamily(@Nullable Family family, List<String> notes) {
  DeclaredFamily {
    notes = List.copyOf(notes);
  }

  static DeclaredFamily of(ComparisonJob job) {
    ComparisonPlan plan = job.plan();
    List<String> questions = Objects.requireNonNullElse(plan.contrasts(), List.of());
    @Nullable Family pairs = pairs(job);
    if (questions.isEmpty()) {
      return new DeclaredFamily(pairs, List.of());
    }
    List<String> notes = new ArrayList<>();
    List<NamedContrast> asked = new ArrayList<>();
    for (String key : questions) {
      List<NamedContrast> found = ReadyMade.ofKey(key).of(job.facts());
      if (found.isEmpty()) {
        notes.add(
            key
                + ": no two cells with results differ in this alone, so there is"
                + " no such contrast");
      }
      asked.addAll(found);
    }
    List<NamedContrast> all = new ArrayList<>();
    if (pairs != null) {
      List<String> names =
          job.cells().stream().map(CellPredictions::cellId).map(job::name).toList();
      for (Contrast pair : pairs.contrasts(names)) {
        NamedContrast named =
            new NamedContrast(
                pair.label(),
                pair.first().stream().map(names::get).toList(),
                pair.second().stream().map(names::get).toList());
        if (asked.stream().noneMatch(other -> isAboutTheSame(named, other))) {
          all.add(named);
        }
      }
    }
    all.addAll(asked);
    return new DeclaredFamily(all.isEmpty() ? null : new Family.Declared(all), notes);
  }

  /** In either direction: asked twice, a difference would count twice in the family. */
  private static boolean isAboutTheSame(NamedContrast one, NamedContrast other) {
    return (one.first().equals(other.first()) && one.second().equals(other.second()))
        || (one.first().equals(other.second()) && one.second().equals(other.first()));
  }

  private static @Nullable Family pairs(ComparisonJob job) {
    @Nullable String reference = job.reference();
    return switch (job.plan().pairs()) {
      case ComparisonPlan.NONE -> null;
      case ComparisonPlan.ALL -> new Family.AllPairs();
      default ->
          reference == null
              ? new Family.AllPairs()
              : new Family.AgainstReference(job.name(reference));
    };
  }
}

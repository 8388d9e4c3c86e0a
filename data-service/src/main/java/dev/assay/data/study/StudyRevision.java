// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a study: the first submission, or a new study that new data caused.
 *
 * @param number from 1 on
 * @param previous study id of the revision before; absent for the first
 * @param notes for the readers of the table
 * @param extendedFrom the splits of the revision before, by section, if the models of that revision
 *     are tested on new images; empty if models are trained
 */
record StudyRevision(
    int number,
    @Nullable String previous,
    List<String> notes,
    Map<String, SplitManifest> extendedFrom) {
  /** The study as a user submits it. */
  static final StudyRevision FIRST = new StudyRevision(1, null, List.of(), Map.of());

  StudyRevision {
    notes = List.copyOf(notes);
    extendedFrom = Map.copyOf(extendedFrom);
  }

  /** The study is trained again because a data set has new images. */
  static StudyRevision retrained(int before, String studyId, String dataset) {
    int number = before + 1;
    return new StudyRevision(
        number,
        studyId,
        List.of(
            "revision %d: new data of %s arrived; revision %d is study %s"
                .formatted(number, dataset, before, studyId)),
        Map.of());
  }

  /** The models of the revision before are tested again, on new images of a data set. */
  static StudyRevision reEvaluated(
      int before, String studyId, String dataset, Map<String, SplitManifest> splits) {
    int number = before + 1;
    return new StudyRevision(
        number,
        studyId,
        List.of(
            "interim analysis %d of the models of this study, on new data of %s: nothing was trained; the analysis before is study %s"
                .formatted(number, dataset, studyId)),
        splits);
  }

  /** The plan of this revision of the study. */
  StudyPlan plan(StudyPlanner planner, String text) {
    if (extendedFrom.isEmpty()) {
      return planner.plan(text).withNotes(notes);
    }
    StudyPlan plan = planner.reEvaluation(text, this);
    return plan.withNotes(notes).withNotes(List.of(interimAnalysis(plan.spec())));
  }

  /** Repeated analyses find a difference by chance, unless they share the level. */
  private String interimAnalysis(StudySpec spec) {
    @Nullable ComparisonPlan comparison = spec.comparison();
    if (comparison == null || !spec.isConfirmatoryAt(number)) {
      return "repeated analyses of growing data find a difference by chance: comparisons of interim"
          + " analysis "
          + number
          + " are exploratory, because the study does not declare this analysis";
    }
    return "interim analysis %d is one of the analyses %s that the study declares: its comparisons on all test images are confirmatory, at a level of %s each; those on the newest images alone are exploratory"
        .formatted(number, comparison.interimAnalyses(), comparison.alphaOfInterimAnalysis());
  }

  /** Name of the section that has only the newest test images. */
  String newest(String section) {
    return section + ".new-" + number;
  }
}

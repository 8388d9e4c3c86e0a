package dev.assay.data.study;

import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which time it is that a study is made.
 *
 * @param number from 1 on
 * @param previous study id of the generation before; absent for the first
 * @param notes what a reader of the table must know of it
 * @param grownFrom the splits of the generation before, by section, if its models are tested on
 *     what has come since; empty if models are trained
 */
record Generation(
    int number,
    @Nullable String previous,
    List<String> notes,
    Map<String, SplitManifest> grownFrom) {
  /** Somebody submits the study. */
  static final Generation FIRST = new Generation(1, null, List.of(), Map.of());

  Generation {
    notes = List.copyOf(notes);
    grownFrom = Map.copyOf(grownFrom);
  }

  /** New data of a data set make the study anew. */
  static Generation after(int before, String studyId, String dataset) {
    int number = before + 1;
    return new Generation(
        number,
        studyId,
        List.of(
            "generation %d: new data of %s arrived; generation %d is study %s"
                .formatted(number, dataset, before, studyId)),
        Map.of());
  }

  /** The models of the generation before are tested again, on new data of a data set. */
  static Generation grown(
      int before, String studyId, String dataset, Map<String, SplitManifest> splits) {
    int number = before + 1;
    return new Generation(
        number,
        studyId,
        List.of(
            "look %d at the models of this study, on new data of %s: nothing was trained; the look before is study %s"
                .formatted(number, dataset, studyId)),
        splits);
  }

  /** The plan of a study that is made this time. */
  StudyPlan planned(StudyPlanner planner, String text) {
    if (grownFrom.isEmpty()) {
      return planner.plan(text).noting(notes);
    }
    StudyPlan plan = planner.grown(text, this);
    return plan.noting(notes).noting(List.of(standing(plan.spec())));
  }

  /** Who looks often enough finds a difference, unless the looks share the level. */
  private String standing(StudySpec spec) {
    @Nullable ComparisonPlan comparison = spec.comparison();
    if (comparison == null || !spec.isConfirmatoryAt(number)) {
      return "whoever looks again and again finds a difference some time: comparisons of look "
          + number
          + " are exploratory, as the study does not declare them for it";
    }
    return "look %d is one of the looks %s that the study declares: its comparisons on all test images are confirmatory, at a level of %s each, and on the newest images alone exploratory"
        .formatted(number, comparison.confirmatoryLooks(), comparison.alphaOfLook());
  }

  /** The name of the section of the newest test images alone. */
  String newest(String section) {
    return section + ".new-" + number;
  }
}

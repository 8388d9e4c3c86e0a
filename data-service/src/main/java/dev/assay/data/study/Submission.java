// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.store.StudyRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a submission.
 *
 * @param studyId the new study, or the study with the same content
 * @param state of that study; {@code preview} if nothing was stored
 * @param cells number of rows of the table
 * @param seeds number of trainings of each cell
 * @param notes for the readers of the table: backbones that are left out, warnings of the splits
 * @param warnings one for each key that has an earlier name in the submitted file; absent: none
 * @param splits the splits of a preview; absent otherwise
 * @param isNew whether this request created the study
 */
public record Submission(
    String studyId,
    String state,
    int cells,
    int seeds,
    List<String> notes,
    @Nullable List<String> warnings,
    @Nullable List<SplitPreview> splits,
    @JsonIgnore boolean isNew) {

  /**
   * The split of one section of a preview.
   *
   * @param parts number of images by part and class
   * @param dropped number of images that the split leaves out, by reason
   */
  public record SplitPreview(
      String dataset, Map<String, Map<String, Integer>> parts, Map<String, Integer> dropped) {

    private static SplitPreview of(PlannedSplit planned) {
      Map<String, Map<String, Integer>> parts = new LinkedHashMap<>();
      List<String> classes = planned.split().version().classes();
      for (Part part : Part.values()) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int[] images = planned.split().counts(part);
        for (int label = 0; label < images.length; label++) {
          counts.put(classes.get(label), images[label]);
        }
        parts.put(part.label(), counts);
      }
      return new SplitPreview(planned.dataset(), parts, planned.split().dropped());
    }
  }

  /** The same with warnings for the author of the submitted file. */
  Submission withWarnings(List<String> given) {
    return new Submission(
        studyId,
        state,
        cells,
        seeds,
        notes,
        given.isEmpty() ? null : List.copyOf(given),
        splits,
        isNew);
  }

  static Submission fresh(StudyRow row) {
    return of(row, true);
  }

  static Submission known(StudyRow row) {
    return of(row, false);
  }

  private static Submission of(StudyRow row, boolean isNew) {
    StudySubmitted submitted = row.submitted();
    return new Submission(
        row.studyId,
        row.state.label(),
        submitted.cells().size(),
        submitted.seeds().size(),
        row.notes(),
        null,
        null,
        isNew);
  }

  static Submission preview(String studyId, StudyPlan plan) {
    return new Submission(
        studyId,
        "preview",
        plan.cells().size(),
        plan.spec().seeds().size(),
        plan.notesAndWarnings(),
        null,
        plan.splits().stream().map(SplitPreview::of).toList(),
        false);
  }
}

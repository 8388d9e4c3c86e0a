// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.store.StoredFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the predictions of a run with those of its repetition, image by image. */
record RepeatedScores(StoredFiles files) {
  /**
   * What a model says of some images.
   *
   * @param names of its outputs
   */
  private record Said(List<String> names, List<Answer> answers) {}

  /**
   * @param calibrated absent without calibration: the probabilities then say the same once more
   */
  @SuppressWarnings("ArrayRecordComponent") // as the rows of the files have them
  private record Answer(String image, double[] probabilities, double @Nullable [] calibrated) {
    double[] last() {
      return calibrated == null ? probabilities : calibrated;
    }
  }

  /**
   * @param findings whether the images may show several findings
   */
  Repetition.Scores of(ArtifactRef before, ArtifactRef now, boolean findings) {
    Said second = said(now, findings);
    return before.sha256().equals(now.sha256())
        ? new Repetition.Scores(second.answers().size(), 0, null)
        : compare(said(before, findings), second);
  }

  private Said said(ArtifactRef ref, boolean findings) {
    if (findings) {
      FindingPredictions file = files.findingPredictions(ref);
      return new Said(
          file.findings(),
          file.rows().stream()
              .map(row -> new Answer(row.image(), row.probabilities(), null))
              .toList());
    }
    Predictions file = files.predictions(ref);
    return new Said(
        file.classes(),
        file.rows().stream()
            .map(row -> new Answer(row.image(), row.probabilities(), row.calibrated()))
            .toList());
  }

  private static Repetition.Scores compare(Said before, Said now) {
    Map<String, Answer> known = new HashMap<>();
    before.answers().forEach(answer -> known.put(answer.image(), answer));
    int differing = 0;
    Repetition.Difference largest = null;
    for (Answer answer : now.answers()) {
      Answer other = known.get(answer.image());
      Repetition.Difference one = other == null ? null : difference(other, answer, now.names());
      differing += other == null || one != null ? 1 : 0;
      if (one != null && (largest == null || one.size() > largest.size())) {
        largest = one;
      }
    }
    return new Repetition.Scores(now.answers().size(), differing, largest);
  }

  /** The largest difference of two answers to one image; absent: they are the same. */
  private static Repetition.@Nullable Difference difference(
      Answer before, Answer now, List<String> names) {
    Repetition.Difference largest = null;
    for (int k = 0; k < names.size(); k++) {
      largest =
          larger(
              largest,
              now.image(),
              names.get(k),
              before.probabilities()[k],
              now.probabilities()[k]);
      largest =
          larger(
              largest, now.image(), names.get(k) + ", calibrated", before.last()[k], now.last()[k]);
    }
    return largest;
  }

  private static Repetition.@Nullable Difference larger(
      Repetition.@Nullable Difference largest,
      String image,
      String label,
      double before,
      double now) {
    Repetition.Difference one = new Repetition.Difference(image, label, before, now);
    return before != now && (largest == null || one.size() > largest.size()) ? one : largest;
  }
}

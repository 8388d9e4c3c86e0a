// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.External;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.List;
import java.util.stream.Collectors;

/** The images of each data set and how they were split. */
final class DatasetNotes {
  private DatasetNotes() {}

  static List<Note> of(Report report) {
    return report.sections().stream().map(DatasetNotes::note).toList();
  }

  private static Note note(Section section) {
    SplitFacts split = section.split();
    String text =
        TestImages.of(section).map(TestImages::sentence).orElse("not split yet")
            + "; "
            + TestImages.of(section)
                .map(DatasetNotes::groups)
                .orElse("the groups are not known yet");
    if (split != null) {
      text += "; " + parts(split) + SplitStatistics.of(split, section);
    }
    return new Note("Data set " + section.title(), text + ".");
  }

  private static String groups(TestImages test) {
    return test.hasGroups()
        ? "a group is a %s, and no group is in more than one part of the split"
            .formatted(test.groupKind())
        : "no patient is known, so each image is a group of its own";
  }

  private static String parts(SplitFacts split) {
    External external = split.external();
    if (external != null) {
      return external(split, external);
    }
    if (split.pooledFolds() != null) {
      return "each image is tested once, by the model of the one of %d folds that was trained without its %s; split seed %s, split %s, test %s"
          .formatted(
              split.pooledFolds(),
              split.groupKind(),
              split.seed(),
              Words.shortHash(split.splitId()),
              Words.shortHash(split.hashes().test()));
    }
    return "%s training images (%s) and %s validation images (%s)"
            .formatted(
                split.train().images(),
                TestImages.counts(split, split.train()),
                split.validation().images(),
                TestImages.counts(split, split.validation()))
        + "; split seed %s, split %s, training %s, validation %s, test %s"
            .formatted(
                split.seed(),
                Words.shortHash(split.splitId()),
                Words.shortHash(split.hashes().train()),
                Words.shortHash(split.hashes().validation()),
                Words.shortHash(split.hashes().test()))
        + leftOut(split);
  }

  private static String external(SplitFacts split, External external) {
    return "external validation of the models of %s, which were trained on %s and validated on %s of its images; checkpoint, calibration and thresholds were chosen there, and nothing was fitted or chosen on %s; split %s, test %s"
            .formatted(
                external.trained(),
                split.train().images(),
                split.validation().images(),
                external.tested(),
                Words.shortHash(split.splitId()),
                Words.shortHash(split.hashes().test()))
        + leftOut(split);
  }

  private static String leftOut(SplitFacts split) {
    return split.quarantined().entrySet().stream()
        .map(entry -> "; left out %s: %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining());
  }
}

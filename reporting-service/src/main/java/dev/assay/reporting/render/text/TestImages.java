// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.text;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that a section's numbers are about: from its split, or from its metrics while the
 * split is not known here.
 */
public record TestImages(
    int images,
    int groups,
    String groupKind,
    boolean synthetic,
    List<String> classes,
    List<Integer> classCounts) {

  public static Optional<TestImages> of(Section section) {
    SplitFacts split = section.split();
    if (split != null) {
      return Optional.of(
          new TestImages(
              split.test().images(),
              split.test().groups(),
              split.groupKind(),
              split.synthetic(),
              split.classes(),
              split.test().classCounts()));
    }
    return section.metrics().stream().findFirst().map(TestImages::of);
  }

  private static TestImages of(MetricsFile metrics) {
    return new TestImages(
        metrics.data().images(),
        metrics.data().groups(),
        metrics.data().groupKind(),
        metrics.data().synthetic(),
        metrics.data().classes(),
        metrics.data().classCounts());
  }

  /** {@code 80 synthetic test images (normal 40, opacity 40) of 20 patients}. */
  public String sentence() {
    return images
        + (synthetic ? " synthetic" : "")
        + " test images ("
        + counts(classes, classCounts)
        + ")"
        + (hasGroups() ? " of " + Words.many(groups, groupKind) : "");
  }

  /** Whether images belong together: without ids each image is its own group. */
  public boolean hasGroups() {
    return !"image".equals(groupKind);
  }

  public static String counts(List<String> classes, List<Integer> counts) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      parts.add(classes.get(i) + " " + counts.get(i));
    }
    return String.join(", ", parts);
  }
}

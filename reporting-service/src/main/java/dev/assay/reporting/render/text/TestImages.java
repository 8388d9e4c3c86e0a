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
    List<Integer> classCounts,
    boolean hasFindings) {

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
              split.test().classCounts(),
              split.hasFindings()));
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
        metrics.data().classCounts(),
        metrics.findings() != null);
  }

  /**
   * {@code 80 synthetic test images (normal 40, opacity 40) of 20 patients}, or {@code 80 test
   * images (each with any of 14 findings) of 20 patients}; the table of findings counts those.
   */
  public String sentence() {
    return images
        + (synthetic ? " synthetic" : "")
        + " test images ("
        + (hasFindings
            ? "each with any of " + Words.many(classes.size(), "finding")
            : counts(classes, classCounts))
        + ")"
        + (hasGroups() ? " of " + Words.many(groups, groupKind) : "");
  }

  /** Whether images belong together: without ids each image is its own group. */
  public boolean hasGroups() {
    return !"image".equals(groupKind);
  }

  /** The images of a part by class, or with each finding. */
  public static String counts(SplitFacts split, SplitFacts.PartSize part) {
    List<Integer> known = part.known();
    if (known == null) {
      return counts(split.classes(), part.classCounts());
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      parts.add(
          split.classes().get(i)
              + " in "
              + part.classCounts().get(i)
              + (known.get(i) == part.images() ? "" : " of " + known.get(i) + " known"));
    }
    return String.join(", ", parts);
  }

  private static String counts(List<String> classes, List<Integer> counts) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      parts.add(classes.get(i) + " " + counts.get(i));
    }
    return String.join(", ", parts);
  }
}

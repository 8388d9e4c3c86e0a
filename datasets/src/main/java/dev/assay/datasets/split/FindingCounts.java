// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of images that may show several findings. The findings do not divide the images, so
 * counts of findings have no sum: an image is counted once here, and once for each finding below.
 *
 * @param images their number
 * @param showing images in which a finding is present
 * @param without images in which none is present, and of which something is known
 * @param unknown images of which no finding is known
 * @param findings each finding, in the order of the classes
 */
public record FindingCounts(
    int images, int showing, int without, int unknown, List<Finding> findings) {

  public FindingCounts {
    findings = List.copyOf(findings);
  }

  /**
   * The images by one finding; they are all images together.
   *
   * @param present images in which it is present
   * @param absent images in which it is absent
   * @param unknown images for which it is not known
   * @param groups patients or other groups with an image in which it is present
   */
  public record Finding(String finding, int present, int absent, int unknown, int groups) {
    /** Images for which it is known. */
    public int known() {
      return present + absent;
    }

    /** Whether an area under a curve can be computed: some images have it, and some do not. */
    public boolean hasArea() {
      return present > 0 && absent > 0;
    }
  }

  /** Of all images of a version that {@link DatasetVersion#hasFindings}. */
  public static FindingCounts of(DatasetVersion version) {
    Counter counter = new Counter(version.classes());
    for (ScannedImage image : version.images()) {
      counter.add(Objects.requireNonNull(image.findings()), image.group());
    }
    return counter.counts();
  }

  /** Of the images of a part, of a split whose version {@link DatasetVersion#hasFindings}. */
  public static FindingCounts of(Split split, Part part) {
    Counter counter = new Counter(split.version().classes());
    for (SplitManifest.Entry entry : split.entries()) {
      if (entry.part() == part) {
        counter.add(Objects.requireNonNull(entry.findings()), entry.group());
      }
    }
    return counter.counts();
  }

  /** The findings that have no area among these images; they are in no mean and no comparison. */
  public List<String> withoutArea() {
    return findings.stream().filter(finding -> !finding.hasArea()).map(Finding::finding).toList();
  }

  private static final class Counter {
    private final List<String> findings;
    private final int[] present;
    private final int[] unknown;
    private final List<Set<String>> groups = new ArrayList<>();
    private int images;
    private int showing;
    private int nothing;

    Counter(List<String> findings) {
      this.findings = findings;
      this.present = new int[findings.size()];
      this.unknown = new int[findings.size()];
      findings.forEach(finding -> groups.add(new HashSet<>()));
    }

    void add(FindingLabels labels, String group) {
      images++;
      boolean known = false;
      for (int f = 0; f < present.length; f++) {
        switch (labels.of(f)) {
          case PRESENT -> {
            present[f]++;
            groups.get(f).add(group);
            known = true;
          }
          case ABSENT -> known = true;
          case UNKNOWN -> unknown[f]++;
        }
      }
      showing += labels.areAnyPresent() ? 1 : 0;
      nothing += known ? 0 : 1;
    }

    FindingCounts counts() {
      List<Finding> all = new ArrayList<>();
      for (int f = 0; f < present.length; f++) {
        all.add(
            new Finding(
                findings.get(f),
                present[f],
                images - present[f] - unknown[f],
                unknown[f],
                groups.get(f).size()));
      }
      return new FindingCounts(images, showing, images - showing - nothing, nothing, all);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import dev.assay.datasets.split.FindingCounts;
import dev.assay.datasets.split.FindingCounts.Finding;
import java.util.stream.Collectors;

/**
 * How many images show each of several findings, in words. An image is in several of these numbers,
 * so they have no sum.
 */
public final class FindingCountsText {
  private FindingCountsText() {}

  /** The images, each counted once. */
  public static String images(FindingCounts counts) {
    return "%d images: %d show one or more of %d, %d none of them%s"
        .formatted(
            counts.images(),
            counts.showing(),
            counts.findings().size(),
            counts.without(),
            counts.unknown() == 0 ? "" : ", of %d nothing is known".formatted(counts.unknown()));
  }

  /**
   * One finding.
   *
   * @param groups words behind the number of images in which it is present
   */
  public static String line(Finding finding, String groups) {
    return "%s: present %d%s, absent %d, not known %d"
        .formatted(
            finding.finding(), finding.present(), groups, finding.absent(), finding.unknown());
  }

  /** All findings in one line: the images in which each is present, of those where it is known. */
  public static String words(FindingCounts counts) {
    return counts.findings().stream()
        .map(f -> "%s %d of %d".formatted(f.finding(), f.present(), f.known()))
        .collect(Collectors.joining(", "));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All images of one patient or lesion, which go to one part together. */
final class Group implements Stratum {
  private final String pseudonym;
  private final List<ScannedImage> images;
  private final int[] counts;

  private Group(String pseudonym, List<ScannedImage> images, int classes) {
    this.pseudonym = pseudonym;
    this.images = List.copyOf(images);
    this.counts = new int[classes];
    images.forEach(this::count);
  }

  private void count(ScannedImage image) {
    FindingLabels findings = image.findings();
    if (findings == null) {
      counts[image.label()]++;
      return;
    }
    for (int f = 0; f < findings.count(); f++) {
      counts[f] += findings.isPresent(f) ? 1 : 0;
    }
    counts[findings.count()] += findings.areAnyPresent() ? 0 : 1;
  }

  /** Labels of the groups of a version: its classes; of findings one more, for none of them. */
  static int labels(DatasetVersion version) {
    return version.classes().size() + (version.hasFindings() ? 1 : 0);
  }

  String pseudonym() {
    return pseudonym;
  }

  /** Sorted by hash, at least one. */
  List<ScannedImage> images() {
    return images;
  }

  @Override
  public int count(int label) {
    return counts[label];
  }

  /** Groups in the order of their first images. */
  static List<Group> of(List<ScannedImage> images, int classes) {
    Map<String, List<ScannedImage>> byGroup = new LinkedHashMap<>();
    for (ScannedImage image : images) {
      byGroup.computeIfAbsent(image.group(), g -> new ArrayList<>()).add(image);
    }
    List<Group> groups = new ArrayList<>();
    byGroup.forEach((pseudonym, members) -> groups.add(new Group(pseudonym, members, classes)));
    return groups;
  }

  @Override
  public String orderKey(String salt) {
    return Hash.ofText(salt + ":" + images.get(0).image());
  }
}

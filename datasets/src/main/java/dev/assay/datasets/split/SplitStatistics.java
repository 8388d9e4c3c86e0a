// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Statistics of the parts of a split. */
final class SplitStatistics {
  private SplitStatistics() {}

  static List<PartStatistics> of(Split split) {
    Map<String, ScannedImage> images = new HashMap<>();
    split.version().images().forEach(i -> images.put(i.image(), i));
    List<PartStatistics> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      List<SplitManifest.Entry> entries =
          split.entries().stream().filter(e -> e.part() == part).toList();
      List<ScannedImage> found =
          entries.stream()
              .map(e -> Optional.ofNullable(images.get(e.image())).orElseThrow())
              .toList();
      parts.add(
          new PartStatistics(
              part,
              entries.size(),
              groups(entries).size(),
              Arrays.stream(split.counts(part)).boxed().toList(),
              classGroups(split, entries),
              ImageStatistics.range(found.stream().mapToDouble(ScannedImage::width)),
              ImageStatistics.range(found.stream().mapToDouble(ScannedImage::height)),
              ImageStatistics.attributes(found)));
    }
    return List.copyOf(parts);
  }

  private static Set<String> groups(List<SplitManifest.Entry> entries) {
    Set<String> groups = new HashSet<>();
    entries.forEach(e -> groups.add(e.group()));
    return groups;
  }

  private static List<Integer> classGroups(Split split, List<SplitManifest.Entry> entries) {
    List<Integer> counts = new ArrayList<>();
    for (int label = 0; label < split.version().classes().size(); label++) {
      int wanted = label;
      counts.add(groups(entries.stream().filter(e -> Split.shows(e, wanted)).toList()).size());
    }
    return counts;
  }
}

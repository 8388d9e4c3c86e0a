// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The difference between two versions of a data set.
 *
 * @param from content hash of the earlier version
 * @param to content hash of the later version
 * @param unchanged number of unchanged images
 * @param added images whose bytes are new
 * @param removed images whose bytes are not in the later version
 * @param moved images whose bytes have another path now
 * @param replaced images with other bytes at the same path
 * @param reclassified images with another class
 * @param regrouped images of another patient or lesion
 * @param classes images of each class before and after
 */
public record DatasetDiff(
    String from,
    String to,
    int unchanged,
    Change added,
    Change removed,
    Change moved,
    Change replaced,
    Change reclassified,
    Change regrouped,
    Map<String, Count> classes) {
  private static final int EXAMPLES = 10;

  /**
   * Images with one kind of change.
   *
   * @param examples up to ten of the files, by their paths below the registered folder
   */
  public record Change(int count, List<String> examples) {
    private static Change of(DatasetVersion version, List<ScannedImage> images) {
      return new Change(
          images.size(),
          images.stream()
              .map(i -> version.root().relativize(i.file()).toString())
              .sorted()
              .limit(EXAMPLES)
              .toList());
    }
  }

  public record Count(int before, int after) {}

  static DatasetDiff of(DatasetVersion from, DatasetVersion to) {
    Map<String, ScannedImage> before = byImage(from);
    Map<String, ScannedImage> after = byImage(to);
    Set<String> contentsBefore = contents(from);
    Set<String> contentsAfter = contents(to);
    List<ScannedImage> added = new ArrayList<>();
    List<ScannedImage> moved = new ArrayList<>();
    List<ScannedImage> replaced = new ArrayList<>();
    List<ScannedImage> reclassified = new ArrayList<>();
    List<ScannedImage> regrouped = new ArrayList<>();
    int unchanged = 0;
    Map<String, String> firstBefore = from.firstOfGroup();
    Map<String, String> firstAfter = to.firstOfGroup();
    for (ScannedImage image : to.images()) {
      Optional<ScannedImage> was = Optional.ofNullable(before.get(image.image()));
      if (was.isEmpty()) {
        (contentsBefore.contains(image.sha256()) ? moved : added).add(image);
      } else if (!was.get().sha256().equals(image.sha256())) {
        replaced.add(image);
      } else if (!name(from, was.get()).equals(name(to, image))) {
        reclassified.add(image);
      } else if (!was.get().group().equals(image.group())
          && !firstBefore.get(was.get().group()).equals(firstAfter.get(image.group()))) {
        regrouped.add(image);
      } else {
        unchanged++;
      }
    }
    List<ScannedImage> removed =
        from.images().stream()
            .filter(i -> !after.containsKey(i.image()) && !contentsAfter.contains(i.sha256()))
            .toList();
    return new DatasetDiff(
        from.contentHash(),
        to.contentHash(),
        unchanged,
        Change.of(to, added),
        Change.of(from, removed),
        Change.of(to, moved),
        Change.of(to, replaced),
        Change.of(to, reclassified),
        Change.of(to, regrouped),
        classes(from, to));
  }

  private static Map<String, ScannedImage> byImage(DatasetVersion version) {
    Map<String, ScannedImage> images = new HashMap<>();
    version.images().forEach(i -> images.put(i.image(), i));
    return images;
  }

  private static Set<String> contents(DatasetVersion version) {
    Set<String> contents = new HashSet<>();
    version.images().forEach(i -> contents.add(i.sha256()));
    return contents;
  }

  private static String name(DatasetVersion version, ScannedImage image) {
    return version.shown(image);
  }

  private static Map<String, Count> classes(DatasetVersion from, DatasetVersion to) {
    Set<String> names = new TreeSet<>(from.classes());
    names.addAll(to.classes());
    Map<String, Count> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.put(name, new Count(count(from, name), count(to, name))));
    return counts;
  }

  private static int count(DatasetVersion version, String name) {
    int label = version.classes().indexOf(name);
    return label < 0 ? 0 : version.classCounts()[label];
  }
}

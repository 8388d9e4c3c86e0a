// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fold of every group. It does not depend on which fold is split, and it stays the same when
 * later versions of the data set are split.
 */
final class Folds {
  private final Map<String, Integer> foldOfGroup = new HashMap<>();
  private final List<List<String>> images = new ArrayList<>();

  private Folds() {}

  /**
   * @param parts groups with a predefined part are in no fold
   * @param parent split of an earlier version, whose groups keep their folds; absent for the first
   * @throws DatasetException naming each class that has too few groups
   */
  static Folds of(
      DatasetVersion version,
      SplitSettings settings,
      FixedParts parts,
      @Nullable SplitManifest parent)
      throws DatasetException {
    Replicate replicate = settings.replicate();
    if (replicate == null) {
      throw new IllegalArgumentException("a split without folds has no fold");
    }
    int classes = version.classes().size();
    Map<String, Integer> before = before(parent);
    Map<Group, Integer> assigned = new LinkedHashMap<>();
    List<Group> open = new ArrayList<>();
    for (Group group : Group.of(version.images(), classes)) {
      if (group.images().stream().anyMatch(i -> isPredefined(i, parts))) {
        continue;
      }
      // A group that was joined from groups of several folds goes to the first of these folds.
      group.images().stream()
          .map(i -> before.get(i.image()))
          .filter(Objects::nonNull)
          .min(Integer::compare)
          .ifPresentOrElse(fold -> assigned.put(group, fold), () -> open.add(group));
    }
    refuseTooFew(version, replicate.count(), open, assigned);
    Map<Integer, Double> shares = new LinkedHashMap<>();
    for (int fold = 1; fold <= replicate.count(); fold++) {
      shares.put(fold, 1.0 / replicate.count());
    }
    assigned.putAll(
        StratifiedGroup.assign(open, assigned, classes, shares, "folds:" + settings.seed()));
    Folds folds = new Folds();
    shares.keySet().forEach(fold -> folds.images.add(new ArrayList<>()));
    assigned.forEach(
        (group, fold) -> {
          folds.foldOfGroup.put(group.pseudonym(), fold);
          group.images().forEach(i -> folds.images.get(fold - 1).add(i.image()));
        });
    folds.images.forEach(list -> list.sort(String::compareTo));
    return folds;
  }

  private static Map<String, Integer> before(@Nullable SplitManifest parent) {
    Map<String, Integer> folds = new HashMap<>();
    SplitLineage lineage = parent == null ? null : parent.lineage();
    if (lineage != null) {
      for (int i = 0; i < lineage.folds().size(); i++) {
        for (String image : lineage.folds().get(i)) {
          folds.put(image, i + 1);
        }
      }
    }
    return folds;
  }

  private static boolean isPredefined(ScannedImage image, FixedParts parts) {
    return image
        .part()
        .filter(p -> p == Part.TEST || (p == Part.VALIDATION && parts.validationIsPredefined()))
        .isPresent();
  }

  private static void refuseTooFew(
      DatasetVersion version, int count, List<Group> open, Map<Group, Integer> assigned)
      throws DatasetException {
    List<String> faults = new ArrayList<>();
    int needed = StratifiedGroup.GROUPS_PER_CLASS_AND_PART * count;
    for (int label = 0; label < version.classes().size(); label++) {
      int wanted = label;
      long groups =
          open.stream().filter(g -> g.has(wanted)).count()
              + assigned.keySet().stream().filter(g -> g.has(wanted)).count();
      if (groups < needed) {
        faults.add(
            "class '%s' has %d groups (%ss) to divide into %d folds; at least %d are needed in each, %d in all"
                .formatted(
                    version.classes().get(label),
                    groups,
                    version.groupKind(),
                    count,
                    StratifiedGroup.GROUPS_PER_CLASS_AND_PART,
                    needed));
      }
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }

  boolean contains(Group group, int fold) {
    return foldOfGroup.getOrDefault(group.pseudonym(), 0) == fold;
  }

  /** The images of each fold, sorted. */
  List<List<String>> images() {
    return images;
  }
}

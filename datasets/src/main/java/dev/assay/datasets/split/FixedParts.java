// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The groups whose part is fixed before anything is drawn: by the predefined parts of the data set,
 * or by the split that is continued. A group with images in several parts keeps only the images in
 * the part that is hardest to replace: test before validation before training.
 */
final class FixedParts {
  private static final List<Part> HARDEST_FIRST = List.of(Part.TEST, Part.VALIDATION, Part.TRAIN);

  private final DatasetVersion version;
  private final SplitSettings settings;
  private final boolean testIsPredefined;
  private final boolean validationIsPredefined;
  private final Map<String, Part> byImage = new HashMap<>();
  private final Map<String, Part> byContent = new HashMap<>();
  private final Map<String, QuarantineReason> leftOutBefore = new HashMap<>();
  private final Map<Group, Part> fixed = new LinkedHashMap<>();
  private final List<Group> open = new ArrayList<>();
  private final Map<ScannedImage, QuarantineReason> leftOut = new LinkedHashMap<>();

  /** By predefined part: for each group that is also in other parts, the number of images there. */
  private final Map<Part, List<Integer>> overlaps = new EnumMap<>(Part.class);

  private FixedParts(
      DatasetVersion version, SplitSettings settings, @Nullable SplitManifest parent) {
    this.version = version;
    this.settings = settings;
    this.testIsPredefined = version.hasPredefined(Part.TEST);
    // If the test part is predefined, the folds divide all other images.
    this.validationIsPredefined =
        version.hasPredefined(Part.VALIDATION)
            && !settings.mergeValidation()
            && !(settings.isFold() && testIsPredefined);
    if (parent != null) {
      remember(parent);
    }
  }

  /**
   * @throws DatasetException if a group is in two predefined parts, or the predefined parts
   *     contradict the split that is continued
   */
  static FixedParts of(
      DatasetVersion version, SplitSettings settings, @Nullable SplitManifest parent)
      throws DatasetException {
    FixedParts parts = new FixedParts(version, settings, parent);
    parts.refuseOtherTest();
    int classes = Group.labels(version);
    for (Group group : Group.of(version.images(), classes)) {
      parts.place(group, classes);
    }
    parts.refuseOverlaps();
    return parts;
  }

  private void remember(SplitManifest parent) {
    for (SplitManifest.Entry entry : parent.entries()) {
      byImage.put(entry.image(), entry.part());
      // Equal bytes are in one group and so in one part, the last one if the link was found later.
      byContent.merge(entry.sha256(), entry.part(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    SplitLineage lineage = parent.lineage();
    if (lineage != null) {
      lineage.leftOut().forEach(l -> leftOutBefore.put(l.image(), reason(l.reason())));
    }
  }

  private static QuarantineReason reason(String label) {
    return Arrays.stream(QuarantineReason.values())
        .filter(r -> r.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no reason is called '" + label + "'"));
  }

  private Optional<Part> before(ScannedImage image) {
    return Optional.ofNullable(byImage.get(image.image()))
        .or(() -> Optional.ofNullable(byContent.get(image.sha256())));
  }

  /** The part of an image by itself, without the rest of its group. */
  private Optional<Part> own(ScannedImage image) {
    return image
        .part()
        .filter(part -> part == Part.TEST || (part == Part.VALIDATION && validationIsPredefined))
        .or(() -> before(image));
  }

  private void refuseOtherTest() throws DatasetException {
    if (!testIsPredefined) {
      return;
    }
    long moved =
        version.images().stream()
            .filter(i -> !i.part().equals(Optional.of(Part.TEST)))
            .filter(i -> before(i).equals(Optional.of(Part.TEST)))
            .count();
    if (moved > 0) {
      throw new DatasetException(
          moved
              + " test images of the split that this one continues are outside the predefined test"
              + " part now; put them back, or give the split another seed to start a new one");
    }
  }

  private void place(Group group, int classes) {
    List<ScannedImage> images = new ArrayList<>();
    for (ScannedImage image : group.images()) {
      QuarantineReason reason = leftOutBefore.get(image.image());
      if (reason == null) {
        images.add(image);
      } else {
        leftOut.put(image, reason);
      }
    }
    if (images.isEmpty()) {
      return;
    }
    Set<Part> parts = new HashSet<>();
    images.forEach(i -> own(i).ifPresent(parts::add));
    Optional<Part> part = HARDEST_FIRST.stream().filter(parts::contains).findFirst();
    if (part.isEmpty()) {
      open.add(Group.of(images, classes).get(0));
      return;
    }
    List<ScannedImage> kept = images.stream().filter(i -> stays(i, part.get())).toList();
    List<ScannedImage> gone = images.stream().filter(i -> !stays(i, part.get())).toList();
    if (isPredefined(part.get()) && isOverlap(kept, gone)) {
      overlaps.computeIfAbsent(part.get(), p -> new ArrayList<>()).add(gone.size());
    }
    gone.forEach(
        i ->
            leftOut.put(
                i,
                part.get() == Part.TEST
                    ? QuarantineReason.GROUP_IN_TEST
                    : QuarantineReason.GROUP_IN_VALIDATION));
    fixed.put(Group.of(kept, classes).get(0), part.get());
  }

  /** A predefined part gets no images that the data set does not have in it. */
  private boolean stays(ScannedImage image, Part part) {
    return own(image).map(part::equals).orElse(!isPredefined(part));
  }

  private boolean isPredefined(Part part) {
    return (part == Part.TEST && testIsPredefined)
        || (part == Part.VALIDATION && validationIsPredefined);
  }

  /**
   * Whether the predefined parts themselves have a patient in both. It is no such fault if a copy
   * of an image links two patients, or if the parent has placed the images already.
   */
  private boolean isOverlap(List<ScannedImage> kept, List<ScannedImage> gone) {
    Set<String> contents = new HashSet<>();
    kept.forEach(i -> contents.add(i.sha256()));
    return gone.stream().anyMatch(i -> before(i).isEmpty())
        && gone.stream().noneMatch(i -> contents.contains(i.sha256()));
  }

  private void refuseOverlaps() throws DatasetException {
    if (overlaps.isEmpty() || settings.dropOverlap()) {
      return;
    }
    List<String> faults = new ArrayList<>();
    overlaps.forEach((part, images) -> faults.add(overlap(part, images)));
    throw new DatasetException(faults);
  }

  private String overlap(Part part, List<Integer> images) {
    int overlapping = images.stream().mapToInt(Integer::intValue).sum();
    return "the predefined "
        + part.label()
        + " part shares "
        + images.size()
        + " "
        + version.groupKind()
        + (images.size() == 1 ? "" : "s")
        + " with the other parts, where they have "
        + overlapping
        + (overlapping == 1 ? " image" : " images")
        + "; a split with a group in two parts is refused. Correct the data set, or set"
        + " split.overlap to drop: then those images are left out";
  }

  boolean testIsPredefined() {
    return testIsPredefined;
  }

  boolean validationIsPredefined() {
    return validationIsPredefined;
  }

  /** Groups whose part is fixed, with those of their images that are in it. */
  Map<Group, Part> fixed() {
    return fixed;
  }

  /** Groups whose part is to be drawn. */
  List<Group> open() {
    return open;
  }

  /** Images that are in no part. */
  Map<ScannedImage, QuarantineReason> leftOut() {
    return leftOut;
  }
}

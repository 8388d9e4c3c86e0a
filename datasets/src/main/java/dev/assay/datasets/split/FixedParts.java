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
 * Which groups have a side before anything is drawn: by the data set's own parts, or by the split
 * that is continued. A group with images on several sides keeps the images on the one that is
 * hardest to replace, test before validation before training, and loses the others; it never moves.
 */
final class FixedParts {
  private static final List<Part> HARDEST_FIRST = List.of(Part.TEST, Part.VALIDATION, Part.TRAIN);

  private final DatasetVersion version;
  private final SplitSettings settings;
  private final boolean testIsGiven;
  private final boolean validationIsGiven;
  private final Map<String, Part> byImage = new HashMap<>();
  private final Map<String, Part> byContent = new HashMap<>();
  private final Map<String, QuarantineReason> leftOutBefore = new HashMap<>();
  private final Map<Group, Part> fixed = new LinkedHashMap<>();
  private final List<Group> open = new ArrayList<>();
  private final Map<ScannedImage, QuarantineReason> leftOut = new LinkedHashMap<>();

  /** Images on other sides of groups that the data set puts on a given side, too. */
  private final Map<Part, List<Integer>> overlaps = new EnumMap<>(Part.class);

  private FixedParts(
      DatasetVersion version, SplitSettings settings, @Nullable SplitManifest parent) {
    this.version = version;
    this.settings = settings;
    this.testIsGiven = version.hasPredefined(Part.TEST);
    // Folds of a data set with a test part are folds of everything else.
    this.validationIsGiven =
        version.hasPredefined(Part.VALIDATION)
            && !settings.mergeValidation()
            && !(settings.isFold() && testIsGiven);
    if (parent != null) {
      remember(parent);
    }
  }

  /**
   * @throws DatasetException if a patient is on two predefined sides, or the parts of the data set
   *     contradict the split that is continued
   */
  static FixedParts of(
      DatasetVersion version, SplitSettings settings, @Nullable SplitManifest parent)
      throws DatasetException {
    FixedParts sides = new FixedParts(version, settings, parent);
    sides.refuseOtherTest();
    int classes = version.classes().size();
    for (Group group : Group.of(version.images(), classes)) {
      sides.place(group, classes);
    }
    sides.refuseOverlaps();
    return sides;
  }

  private void remember(SplitManifest parent) {
    for (SplitManifest.Entry entry : parent.entries()) {
      byImage.put(entry.image(), entry.part());
      // Equal bytes share a group and so a side; the hardest if a link was found later.
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

  /** The side of an image by itself, whatever the rest of its group. */
  private Optional<Part> own(ScannedImage image) {
    return image
        .part()
        .filter(part -> part == Part.TEST || (part == Part.VALIDATION && validationIsGiven))
        .or(() -> before(image));
  }

  private void refuseOtherTest() throws DatasetException {
    if (!testIsGiven) {
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
              + " test images of the split that this one continues lie outside the predefined test"
              + " part now; put them back, or give the split another seed to start anew");
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
    Optional<Part> side = HARDEST_FIRST.stream().filter(parts::contains).findFirst();
    if (side.isEmpty()) {
      open.add(Group.of(images, classes).get(0));
      return;
    }
    List<ScannedImage> kept = images.stream().filter(i -> stays(i, side.get())).toList();
    List<ScannedImage> gone = images.stream().filter(i -> !stays(i, side.get())).toList();
    if (isGiven(side.get()) && isOverlap(kept, gone)) {
      overlaps.computeIfAbsent(side.get(), part -> new ArrayList<>()).add(gone.size());
    }
    gone.forEach(
        i ->
            leftOut.put(
                i,
                side.get() == Part.TEST
                    ? QuarantineReason.GROUP_IN_TEST
                    : QuarantineReason.GROUP_IN_VALIDATION));
    fixed.put(Group.of(kept, classes).get(0), side.get());
  }

  /** A part that the data set gives does not grow by images that it does not count among it. */
  private boolean stays(ScannedImage image, Part side) {
    return own(image).map(side::equals).orElse(!isGiven(side));
  }

  private boolean isGiven(Part side) {
    return (side == Part.TEST && testIsGiven) || (side == Part.VALIDATION && validationIsGiven);
  }

  /**
   * Whether the data set itself says that a patient is on both sides. Copies of one image under two
   * names link two patients whom nobody knew to be one, and what the parent knows was found later.
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
        + "; a split with a group on two sides is refused. Mend the data set, or set"
        + " split.overlap to drop: then those images are left out";
  }

  boolean testIsGiven() {
    return testIsGiven;
  }

  boolean validationIsGiven() {
    return validationIsGiven;
  }

  /** Groups that have a side, with those of their images that are on it. */
  Map<Group, Part> fixed() {
    return fixed;
  }

  /** Groups to draw a side for. */
  List<Group> open() {
    return open;
  }

  /** Images that are on no side. */
  Map<ScannedImage, QuarantineReason> leftOut() {
    return leftOut;
  }
}

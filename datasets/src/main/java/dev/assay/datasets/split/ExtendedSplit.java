// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A split for models that are not trained again: training and validation have exactly the images of
 * the parent, and only the test part gets new images. If the data set has a predefined test part,
 * it gets the new images of that part; otherwise it gets all new images.
 *
 * @param union all test images so far
 * @param batch only the test images that are new since the parent; empty if there are none
 */
public record ExtendedSplit(Split union, Optional<Split> batch) {

  /**
   * @param parent the split that the models were trained on, or the union that extended it last
   * @throws DatasetException if an image of the training or validation part is missing or has
   *     changed
   */
  public static ExtendedSplit of(
      DatasetVersion version, SplitSettings settings, SplitManifest parent)
      throws DatasetException {
    if (!version.classes().equals(parent.classes())) {
      throw new DatasetException(
          "the classes are %s now, and the models know %s; let the study retrain"
              .formatted(version.classes(), parent.classes()));
    }
    return new Extension(version, settings, parent).split();
  }

  /** The computation of one extension. */
  private static final class Extension {
    private final DatasetVersion version;
    private final SplitSettings settings;
    private final SplitManifest parent;
    private final Map<String, Part> partByImage = new HashMap<>();
    private final List<SplitManifest.Entry> trained = new ArrayList<>();
    private final List<SplitManifest.Entry> known = new ArrayList<>();
    private final List<SplitManifest.Entry> fresh = new ArrayList<>();
    private final Map<String, QuarantineReason> leftOut = new HashMap<>();

    Extension(DatasetVersion version, SplitSettings settings, SplitManifest parent) {
      this.version = version;
      this.settings = settings;
      this.parent = parent;
      parent.entries().forEach(e -> partByImage.put(e.image(), e.part()));
    }

    ExtendedSplit split() throws DatasetException {
      keepTrainedImages();
      Group.of(version.images(), version.classes().size()).forEach(this::place);
      List<SplitManifest.Entry> tested = new ArrayList<>(known);
      tested.addAll(fresh);
      Split union = split("union", tested, warnings(fresh.size(), parent.part(Part.TEST).size()));
      return new ExtendedSplit(
          union,
          fresh.isEmpty()
              ? Optional.empty()
              : Optional.of(split("batch", fresh, List.of(batchWarning()))));
    }

    private void keepTrainedImages() throws DatasetException {
      Map<String, ScannedImage> now = new HashMap<>();
      version.images().forEach(i -> now.put(i.image(), i));
      int gone = 0;
      for (SplitManifest.Entry entry : parent.entries()) {
        if (entry.part() != Part.TEST) {
          ScannedImage image = now.get(entry.image());
          boolean same =
              image != null
                  && image.sha256().equals(entry.sha256())
                  && image.label() == entry.label();
          gone += same ? 0 : 1;
          trained.add(entry);
        }
      }
      if (gone > 0) {
        throw new DatasetException(
            gone
                + " images that were trained or validated on are missing or have changed: put them"
                + " back, or let the study retrain");
      }
    }

    /** A group that is linked to the training or validation part tests nothing. */
    private void place(Group group) {
      Set<Part> parts = EnumSet.noneOf(Part.class);
      for (ScannedImage image : group.images()) {
        Part part = partByImage.get(image.image());
        if (part != null) {
          parts.add(part);
        }
      }
      for (ScannedImage image : group.images()) {
        Part before = partByImage.get(image.image());
        if (before == null || before == Part.TEST) {
          refusal(image, parts)
              .ifPresentOrElse(
                  reason -> leftOut.put(image.image(), reason),
                  () -> (before == null ? fresh : known).add(entry(group, image)));
        }
      }
    }

    private Optional<QuarantineReason> refusal(ScannedImage image, Set<Part> partsOfItsGroup) {
      if (partsOfItsGroup.contains(Part.TRAIN)) {
        return Optional.of(QuarantineReason.GROUP_IN_TRAINING);
      }
      if (partsOfItsGroup.contains(Part.VALIDATION)) {
        return Optional.of(QuarantineReason.GROUP_IN_VALIDATION);
      }
      boolean forTest =
          !version.hasPredefined(Part.TEST) || image.part().equals(Optional.of(Part.TEST));
      return forTest ? Optional.empty() : Optional.of(QuarantineReason.NOT_FOR_TEST);
    }

    private static SplitManifest.Entry entry(Group group, ScannedImage image) {
      return new SplitManifest.Entry(
          image.image(),
          image.sha256(),
          image.label(),
          group.pseudonym(),
          Part.TEST,
          1.0,
          image.attributes());
    }

    private Split split(String kind, List<SplitManifest.Entry> tested, List<String> warnings) {
      record Identity(String kind, String parent, String version, SplitSettings settings) {}
      List<SplitManifest.Entry> entries = new ArrayList<>(trained);
      entries.addAll(tested);
      entries.sort(Comparator.comparing(SplitManifest.Entry::image));
      Set<String> placed = new HashSet<>();
      entries.forEach(e -> placed.add(e.image()));
      SplitLineage lineage = parent.lineage();
      return new Split(
          version,
          settings,
          Hash.ofJson(new Identity(kind, parent.splitId(), version.contentHash(), settings)),
          Optional.of(parent.splitId()),
          entries,
          leftOut.entrySet().stream()
              .map(e -> new SplitLineage.LeftOut(e.getKey(), e.getValue().label()))
              .sorted(Comparator.comparing(SplitLineage.LeftOut::image))
              .toList(),
          lineage == null ? List.of() : lineage.folds(),
          warnings);
    }

    private List<String> warnings(int added, int before) {
      List<String> warnings = new ArrayList<>(parent.warnings());
      warnings.add(
          "the models are not trained again: the test part had "
              + before
              + " images and has "
              + added
              + " new ones");
      Map<QuarantineReason, Integer> counts = new EnumMap<>(QuarantineReason.class);
      leftOut.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
      counts.forEach(
          (reason, count) ->
              warnings.add(count + " images are not tested on (" + reason.label() + ")"));
      return warnings.stream().distinct().toList();
    }

    private String batchWarning() {
      int[] counts = new int[version.classes().size()];
      fresh.forEach(e -> counts[e.label()]++);
      List<String> classes = new ArrayList<>();
      for (int label = 0; label < counts.length; label++) {
        classes.add(version.classes().get(label) + " " + counts[label]);
      }
      return "only the "
          + fresh.size()
          + " newest test images ("
          + String.join(", ", classes)
          + "), to see whether the data drift";
    }
  }
}

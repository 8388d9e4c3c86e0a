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
 * A split for models that are not trained again: training and validation stay image by image what
 * they were, and new images can only come into the test part. Where the data set has a test part,
 * those in it do; where it has none, all do.
 *
 * @param union everything that can be tested on by now
 * @param batch what has come since the parent alone; empty if nothing for the test part has
 */
public record ExtendedSplit(Split union, Optional<Split> batch) {

  /**
   * @param parent split that the models were trained on, or the union that was grown from it last
   * @throws DatasetException if an image that was trained or validated on is not there as it was
   */
  public static ExtendedSplit of(
      DatasetVersion version, SplitSettings settings, SplitManifest parent)
      throws DatasetException {
    if (!version.classes().equals(parent.classes())) {
      throw new DatasetException(
          "the classes are %s now, and the models know %s; let the study retrain"
              .formatted(version.classes(), parent.classes()));
    }
    return new Growing(version, settings, parent).grown();
  }

  /** One growth. */
  private static final class Growing {
    private final DatasetVersion version;
    private final SplitSettings settings;
    private final SplitManifest parent;
    private final Map<String, Part> sides = new HashMap<>();
    private final List<SplitManifest.Entry> trained = new ArrayList<>();
    private final List<SplitManifest.Entry> known = new ArrayList<>();
    private final List<SplitManifest.Entry> fresh = new ArrayList<>();
    private final Map<String, QuarantineReason> leftOut = new HashMap<>();

    Growing(DatasetVersion version, SplitSettings settings, SplitManifest parent) {
      this.version = version;
      this.settings = settings;
      this.parent = parent;
      parent.entries().forEach(e -> sides.put(e.image(), e.part()));
    }

    ExtendedSplit grown() throws DatasetException {
      keepWhatWasTrainedOn();
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

    private void keepWhatWasTrainedOn() throws DatasetException {
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
                + " images that were trained or validated on are not there as they were; without"
                + " them the models cannot be told from others: put them back, or let the study"
                + " retrain");
      }
    }

    /** Every image of the group goes one way: what is linked to training tests nothing. */
    private void place(Group group) {
      Set<Part> parts = EnumSet.noneOf(Part.class);
      for (ScannedImage image : group.images()) {
        Part side = sides.get(image.image());
        if (side != null) {
          parts.add(side);
        }
      }
      for (ScannedImage image : group.images()) {
        Part before = sides.get(image.image());
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
              + " images and has got "
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

package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes splits. Predefined test images are never split again; predefined validation images stay
 * unless they are to be merged; everything else is drawn by {@link StratifiedGroup}.
 */
public final class Splitter {
  private static final int FEW_GROUPS = 10;

  private Splitter() {}

  /**
   * @throws DatasetException naming class, part and number of groups, for every class that has too
   *     few
   */
  public static Split split(DatasetVersion version, SplitSettings settings)
      throws DatasetException {
    int classes = version.classes().size();
    List<String> warnings = new ArrayList<>();
    Map<QuarantineReason, Integer> dropped = new EnumMap<>(QuarantineReason.class);
    Map<Group, Part> sides = new HashMap<>();
    List<Group> open = new ArrayList<>();
    for (Group group : Group.of(version.images(), classes)) {
      Optional<Part> fixed = predefined(group, settings);
      if (fixed.isEmpty()) {
        open.add(group);
      } else {
        sides.put(keep(group, fixed.get(), classes, dropped), fixed.get());
      }
    }
    Map<Part, Double> shares = shares(sides, settings);
    refuseTooFew(version, open, shares, sides);
    sides.putAll(StratifiedGroup.assign(open, classes, shares, "split:" + settings.seed()));
    Map<Part, List<Group>> parts = byPart(sides);
    check(version, parts, warnings);
    if (version.groupKind().equals("image")) {
      warnings.add("no patients are known: leakage by patient cannot be excluded");
    }
    dropped.forEach(
        (reason, count) ->
            warnings.add(count + " images were left out of training (" + reason.label() + ")"));
    return new Split(
        version,
        settings,
        settings.splitId(version.contentHash()),
        entries(parts, classes),
        dropped,
        warnings);
  }

  /** The predefined side of a group: test before validation; empty if it is to be drawn. */
  private static Optional<Part> predefined(Group group, SplitSettings settings) {
    if (group.images().stream().anyMatch(i -> i.part().equals(Optional.of(Part.TEST)))) {
      return Optional.of(Part.TEST);
    }
    boolean validation =
        group.images().stream().anyMatch(i -> i.part().equals(Optional.of(Part.VALIDATION)));
    return validation && !settings.mergeValidation()
        ? Optional.of(Part.VALIDATION)
        : Optional.empty();
  }

  /** The group without those images that lie on another predefined side. */
  private static Group keep(
      Group group, Part part, int classes, Map<QuarantineReason, Integer> dropped) {
    List<ScannedImage> kept =
        group.images().stream().filter(i -> i.part().equals(Optional.of(part))).toList();
    int gone = group.images().size() - kept.size();
    if (gone > 0) {
      dropped.merge(
          part == Part.TEST ? QuarantineReason.GROUP_IN_TEST : QuarantineReason.GROUP_IN_VALIDATION,
          gone,
          Integer::sum);
    }
    return Group.of(kept, classes).get(0);
  }

  private static Map<Part, Double> shares(Map<Group, Part> fixed, SplitSettings settings) {
    Map<Part, Double> shares = new EnumMap<>(Part.class);
    double rest = 1;
    if (!fixed.containsValue(Part.TEST)) {
      shares.put(Part.TEST, settings.testShare());
      rest -= settings.testShare();
    }
    double validation = 0;
    if (!fixed.containsValue(Part.VALIDATION)) {
      validation = rest * settings.validationShare();
      shares.put(Part.VALIDATION, validation);
    }
    shares.put(Part.TRAIN, rest - validation);
    return shares;
  }

  private static void refuseTooFew(
      DatasetVersion version, List<Group> open, Map<Part, Double> shares, Map<Group, Part> fixed)
      throws DatasetException {
    List<String> faults = new ArrayList<>();
    int needed = StratifiedGroup.GROUPS_PER_CLASS_AND_PART * shares.size();
    for (int label = 0; label < version.classes().size(); label++) {
      long groups = count(open, label);
      if (groups < needed) {
        faults.add(
            "class '"
                + version.classes().get(label)
                + "' has "
                + groups(groups, version)
                + " to divide into "
                + shares.keySet().stream().map(Part::label).toList()
                + "; at least "
                + StratifiedGroup.GROUPS_PER_CLASS_AND_PART
                + " are needed in each, "
                + needed
                + " in all");
      }
    }
    byPart(fixed).forEach((part, groups) -> faults.addAll(tooFew(version, part, groups)));
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }

  private static void check(
      DatasetVersion version, Map<Part, List<Group>> parts, List<String> warnings)
      throws DatasetException {
    List<String> faults = new ArrayList<>();
    for (Part part : Part.values()) {
      List<Group> groups = parts.getOrDefault(part, List.of());
      faults.addAll(tooFew(version, part, groups));
      for (int label = 0; label < version.classes().size(); label++) {
        long count = count(groups, label);
        if (count < FEW_GROUPS) {
          warnings.add(
              "class '"
                  + version.classes().get(label)
                  + "' has only "
                  + groups(count, version)
                  + " in "
                  + part.label());
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }

  private static List<String> tooFew(DatasetVersion version, Part part, List<Group> groups) {
    List<String> faults = new ArrayList<>();
    for (int label = 0; label < version.classes().size(); label++) {
      long count = count(groups, label);
      if (count < StratifiedGroup.GROUPS_PER_CLASS_AND_PART) {
        faults.add(
            "class '"
                + version.classes().get(label)
                + "' has "
                + groups(count, version)
                + " in "
                + part.label()
                + "; at least "
                + StratifiedGroup.GROUPS_PER_CLASS_AND_PART
                + " are needed");
      }
    }
    return faults;
  }

  private static String groups(long count, DatasetVersion version) {
    return count + " group" + (count == 1 ? "" : "s") + " (" + version.groupKind() + "s)";
  }

  private static long count(List<Group> groups, int label) {
    return groups.stream().filter(g -> g.has(label)).count();
  }

  private static Map<Part, List<Group>> byPart(Map<Group, Part> sides) {
    Map<Part, List<Group>> parts = new EnumMap<>(Part.class);
    sides.forEach((group, part) -> parts.computeIfAbsent(part, p -> new ArrayList<>()).add(group));
    return parts;
  }

  private static List<SplitManifest.Entry> entries(Map<Part, List<Group>> parts, int classes) {
    Map<Group, Double> ranks = SubsetRanks.of(parts.getOrDefault(Part.TRAIN, List.of()), classes);
    List<SplitManifest.Entry> entries = new ArrayList<>();
    parts.forEach(
        (part, groups) -> {
          for (Group group : groups) {
            for (ScannedImage image : group.images()) {
              entries.add(
                  new SplitManifest.Entry(
                      image.image(),
                      image.sha256(),
                      image.label(),
                      group.pseudonym(),
                      part,
                      part == Part.TRAIN ? ranks.get(group) : 1.0,
                      image.attributes()));
            }
          }
        });
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));
    return entries;
  }
}

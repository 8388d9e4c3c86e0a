// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.PatientLeakage;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assigns whole groups to parts, so that no patient is in two parts. The result is a function of
 * the content of the version, the settings and the split that is continued. Predefined test images
 * stay test images; predefined validation images stay validation images unless they are too few or
 * the settings merge them; groups of the split that is continued keep their part; {@link
 * StratifiedGroup} draws all others.
 */
public final class Splitter {
  private static final int FEW_GROUPS = 10;

  private Splitter() {}

  /** The first split of a data set. */
  public static Split split(DatasetVersion version, SplitSettings settings)
      throws DatasetException {
    return split(version, settings, null);
  }

  /**
   * @param parent split of an earlier version by the same settings, whose groups keep their parts
   * @throws DatasetException naming class, part and number of groups, for every class that has too
   *     few; or if a patient is in two predefined parts
   */
  public static Split split(
      DatasetVersion found, SplitSettings wanted, @Nullable SplitManifest parent)
      throws DatasetException {
    refuseOtherParent(wanted, parent);
    DatasetVersion version = wanted.grouped(found);
    Optional<String> tooSmall = PublishedValidation.tooSmall(version, wanted);
    SplitSettings settings = tooSmall.isPresent() ? wanted.mergingValidation() : wanted;
    int classes = Group.labels(version);
    FixedParts fixed = FixedParts.of(version, settings, parent);
    Map<Group, Part> partOf = new LinkedHashMap<>(fixed.fixed());
    List<Group> open = new ArrayList<>(fixed.open());
    boolean foldsValidate = settings.isFold() && fixed.testIsPredefined();
    List<List<String>> folds = List.of();
    if (settings.isFold()) {
      Folds all = Folds.of(version, settings, fixed, parent);
      folds = all.images();
      Part ofFold = foldsValidate ? Part.VALIDATION : Part.TEST;
      int fold = settings.replicate() == null ? 0 : settings.replicate().index();
      open.stream().filter(g -> all.contains(g, fold)).forEach(g -> partOf.put(g, ofFold));
      open.removeIf(partOf::containsKey);
    }
    boolean drawTest = !fixed.testIsPredefined() && !settings.isFold();
    boolean drawValidation = !fixed.validationIsPredefined() && !foldsValidate;
    Map<Part, Double> shares = shares(settings, drawTest, drawValidation);
    if (parent == null && !settings.isFold() && !version.hasFindings()) {
      refuseTooFew(version, open, shares, partOf);
    }
    partOf.putAll(
        version.hasFindings()
            ? StratifiedGroup.assignFindings(open, partOf, classes, shares, settings.salt())
            : StratifiedGroup.assign(open, partOf, classes, shares, settings.salt()));
    Map<Part, List<Group>> parts = byPart(partOf);
    List<String> warnings = new ArrayList<>();
    tooSmall.ifPresent(warnings::add);
    if (version.hasFindings()) {
      FindingParts.check(version, parts, warnings);
    } else {
      check(version, parts, warnings);
    }
    warn(version, settings, fixed, warnings);
    // The wanted settings, by which a later split finds this one.
    return new Split(
        version,
        wanted,
        settings.splitId(version.contentHash(), parent == null ? null : parent.splitId()),
        Optional.ofNullable(parent).map(SplitManifest::splitId),
        entries(parts, classes),
        leftOut(fixed),
        folds,
        warnings);
  }

  private static void refuseOtherParent(SplitSettings settings, @Nullable SplitManifest parent) {
    if (parent == null) {
      return;
    }
    Replicate before = parent.lineage() == null ? null : parent.lineage().replicate();
    if (parent.seed() != settings.seed() || !Objects.equals(before, settings.replicate())) {
      throw new IllegalArgumentException(
          "a split can continue only one of the same seed and the same fold or repeat");
    }
  }

  private static void warn(
      DatasetVersion version, SplitSettings settings, FixedParts fixed, List<String> warnings) {
    if (settings.isByImage()) {
      warnings.add(
          "split by image, as the original study's code does it: images of a patient can be in two"
              + " parts, so the scores are too good");
    } else {
      PatientLeakage.warning(version.groupKind()).ifPresent(warnings::add);
    }
    version.washedOutWarning().ifPresent(warnings::add);
    Replicate replicate = settings.replicate();
    if (replicate != null) {
      warnings.add(
          replicate.title()
              + ": "
              + replicate.kind()
              + "s share images, so their rows are not independent of each other");
    }
    warnings.addAll(version.warnings());
    Map<QuarantineReason, Integer> counts = new EnumMap<>(QuarantineReason.class);
    fixed.leftOut().values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    counts.forEach(
        (reason, count) ->
            warnings.add(count + " images were left out of training (" + reason.label() + ")"));
  }

  private static List<SplitLineage.LeftOut> leftOut(FixedParts fixed) {
    return fixed.leftOut().entrySet().stream()
        .map(e -> new SplitLineage.LeftOut(e.getKey().image(), e.getValue().label()))
        .sorted(Comparator.comparing(SplitLineage.LeftOut::image))
        .toList();
  }

  static Map<Part, Double> shares(
      SplitSettings settings, boolean drawTest, boolean drawValidation) {
    Map<Part, Double> shares = new EnumMap<>(Part.class);
    double rest = drawTest ? 1 - settings.testShare() : 1;
    double validation = drawValidation ? rest * settings.validationShare() : 0;
    if (drawTest) {
      shares.put(Part.TEST, settings.testShare());
    }
    if (drawValidation) {
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

  private static Map<Part, List<Group>> byPart(Map<Group, Part> partOf) {
    Map<Part, List<Group>> parts = new EnumMap<>(Part.class);
    partOf.forEach((group, part) -> parts.computeIfAbsent(part, p -> new ArrayList<>()).add(group));
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
                      image.attributes(),
                      image.findings()));
            }
          }
        });
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));
    return entries;
  }
}

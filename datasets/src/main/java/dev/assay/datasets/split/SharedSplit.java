// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One split of the patients of several data sets, such as the MRI modalities of the same patients:
 * a patient is in the same part of all of them. The data set that is split first draws the parts.
 * The others follow it, and draw only for patients that it does not have.
 */
public final class SharedSplit {
  private SharedSplit() {}

  /**
   * @param parent split of an earlier version of this data set, whose groups keep their parts
   * @param siblings splits of the other data sets by the same settings, under the same group key
   * @throws DatasetException as {@link Splitter#split}
   */
  public static Split split(
      DatasetVersion version,
      SplitSettings settings,
      @Nullable SplitManifest parent,
      List<SplitManifest> siblings)
      throws DatasetException {
    List<SplitManifest.Entry> entries = followed(version, parent, siblings);
    if (siblings.isEmpty() || entries.isEmpty() || settings.isByImage()) {
      return Splitter.split(version, settings, parent);
    }
    Split split = Splitter.split(version, settings, joined(version, parent, siblings, entries));
    return new Split(
        split.version(),
        split.settings(),
        split.splitId(),
        Optional.ofNullable(parent).map(SplitManifest::splitId),
        split.entries(),
        split.leftOut(),
        split.folds(),
        split.warnings());
  }

  /**
   * Restores a split from its manifest. It is not computed again, because the splits that it
   * followed may have changed since.
   *
   * @param manifest of this version by these settings
   */
  public static Split restored(
      DatasetVersion version, SplitSettings settings, SplitManifest manifest) {
    SplitLineage lineage = manifest.lineage();
    return new Split(
        settings.grouped(version),
        settings,
        manifest.splitId(),
        lineage == null ? Optional.empty() : Optional.ofNullable(lineage.parent()),
        manifest.entries(),
        lineage == null ? List.of() : lineage.leftOut(),
        lineage == null ? List.of() : lineage.folds(),
        manifest.warnings());
  }

  /**
   * Whether two versions are data sets of the same patients: their layout says so, and their
   * folders have the same parent.
   */
  public static boolean areSiblings(DatasetVersion one, DatasetVersion other) {
    return one.layout().equals(other.layout())
        && Layout.sharesPatients(one.layout())
        && one.root().equals(other.root());
  }

  /** Those of the given splits that the split of a version by these settings follows. */
  public static List<SplitManifest> siblings(
      DatasetVersion version, SplitSettings settings, List<Split> others) {
    return others.stream()
        .filter(s -> s.settings().equals(settings) && areSiblings(version, s.version()))
        .map(s -> s.manifest("sibling"))
        .toList();
  }

  /** The images whose part is known from the parent or from a sibling. */
  private static List<SplitManifest.Entry> followed(
      DatasetVersion version, @Nullable SplitManifest parent, List<SplitManifest> siblings) {
    Map<String, Part> ofImage = new HashMap<>();
    if (parent != null) {
      parent.entries().forEach(e -> ofImage.put(e.image(), e.part()));
    }
    Map<String, Part> ofGroup = new HashMap<>();
    for (SplitManifest sibling : siblings) {
      sibling.entries().forEach(e -> ofGroup.putIfAbsent(e.group(), e.part()));
    }
    // The parent has precedence: no patient changes parts within a data set.
    version.images().stream()
        .filter(i -> ofImage.containsKey(i.image()))
        .forEach(i -> ofGroup.put(i.group(), ofImage.get(i.image())));
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (ScannedImage image : version.images()) {
      Part part = ofGroup.get(image.group());
      if (part != null) {
        entries.add(
            new SplitManifest.Entry(
                image.image(), image.sha256(), image.label(), image.group(), part, 1));
      }
    }
    return entries;
  }

  /** The parent and the siblings as one split that this version continues. */
  private static SplitManifest joined(
      DatasetVersion version,
      @Nullable SplitManifest parent,
      List<SplitManifest> siblings,
      List<SplitManifest.Entry> entries) {
    SplitManifest first = parent == null ? siblings.get(0) : parent;
    List<String> ids = new ArrayList<>();
    ids.add(parent == null ? "" : parent.splitId());
    siblings.forEach(s -> ids.add(s.splitId()));
    String id = Hash.ofJson(ids);
    SplitLineage lineage = first.lineage();
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        "siblings",
        version.contentHash(),
        id,
        version.layout(),
        version.classes(),
        version.groupKind(),
        version.synthetic(),
        first.seed(),
        new SplitHashes(id, id, id),
        entries,
        Map.of(),
        List.of(),
        lineage == null
            ? null
            : new SplitLineage(
                null,
                lineage.replicate(),
                parent == null ? List.of() : lineage.leftOut(),
                folds(version, first, lineage)),
        List.of());
  }

  /** The folds of another data set, with this version's images of the same patients. */
  private static List<List<String>> folds(
      DatasetVersion version, SplitManifest other, SplitLineage lineage) {
    Map<String, String> groups = new HashMap<>();
    other.entries().forEach(e -> groups.put(e.image(), e.group()));
    List<List<String>> folds = new ArrayList<>();
    for (List<String> fold : lineage.folds()) {
      Set<String> members = new HashSet<>();
      fold.stream().map(groups::get).forEach(members::add);
      folds.add(
          version.images().stream()
              .filter(i -> members.contains(i.group()))
              .map(ScannedImage::image)
              .sorted()
              .toList());
    }
    return folds;
  }
}

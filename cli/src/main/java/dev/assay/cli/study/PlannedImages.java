// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Part;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.split.ExternalSplit;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.datasets.split.PooledFolds;
import dev.assay.datasets.split.SharedSplit;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The images of a study as a run would split them; see {@link DryRun}. */
final class PlannedImages {
  private final Scans scans;
  private final ImageFolders folders;
  private final Map<String, DecodingOptions> decodings;
  private final boolean strict;

  private final List<DryRun.Images> found = new ArrayList<>();
  private final Map<String, Map<Part, Integer>> counts = new LinkedHashMap<>();
  private final List<Split> before = new ArrayList<>();
  private final List<StudySpec.Dataset> pooled = new ArrayList<>();
  private final Map<String, DatasetVersion> versions = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> missing;

  private PlannedImages(StudySpec spec, ImageFolders folders, boolean strict, Scans scans) {
    this.scans = scans;
    this.folders = folders;
    this.strict = strict;
    this.decodings = decodings(spec);
    this.missing =
        ImageSet.of(spec).stream()
            .map(ImageSet::name)
            .filter(name -> !folders.byDataset().containsKey(name))
            .toList();
  }

  /**
   * Reads every image and makes every split.
   *
   * @param strict whether a data set of which much is left out is a fault
   * @throws CliException with the faults of every data set
   */
  static PlannedImages of(StudyFile study, ImageFolders folders, boolean strict, Scans scans) {
    PlannedImages planned = new PlannedImages(study.spec(), folders, strict, scans);
    study.spec().datasets().forEach(planned::read);
    if (!planned.faults.isEmpty()) {
      throw CliException.badInput(study.file().toString(), planned.faults);
    }
    return planned;
  }

  /** What was found in each folder. */
  List<DryRun.Images> found() {
    return List.copyOf(found);
  }

  /** Of the test images, by section of the table; without those of one class per image. */
  Map<String, FindingCounts> testFindings() {
    Map<String, FindingCounts> of = new HashMap<>();
    for (DryRun.Images images : found) {
      FindingCounts test = images.testFindings();
      if (test != null) {
        of.put(images.name(), test);
      }
    }
    return of;
  }

  /** Number of images of each part, by section of the table. */
  Map<String, Map<Part, Integer>> counts() {
    return counts;
  }

  /** Data sets whose folds are also pooled. */
  List<StudySpec.Dataset> pooled() {
    return pooled;
  }

  /** By data set with training. */
  Map<String, DatasetVersion> versions() {
    return versions;
  }

  List<String> notes() {
    return notes;
  }

  /** Data sets for which no folder is given. */
  List<String> missing() {
    return missing;
  }

  private void read(StudySpec.Dataset dataset) {
    Path folder = folders.byDataset().get(dataset.name());
    if (folder == null) {
      return;
    }
    try {
      List<Split> splits = splits(dataset, folder);
      if (strict) {
        splits.getFirst().version().refuseIfMuchIsLeftOut();
      }
      before.addAll(splits);
      versions.put(dataset.name(), splits.getFirst().version());
      PooledFolds.of(splits)
          .ifPresent(
              all -> {
                found.add(images(dataset.name(), all));
                pooled.add(dataset);
              });
      for (int i = 0; i < splits.size(); i++) {
        Split split = splits.get(i);
        String section = dataset.sections().get(i);
        found.add(images(section, split));
        counts.put(section, parts(split));
        split.warnings().forEach(warning -> notes.add(section + ": " + warning));
      }
      external(dataset, splits.getFirst());
    } catch (DatasetException e) {
      e.faults().forEach(fault -> faults.add(scans.named(dataset.name(), fault)));
    }
  }

  private void external(StudySpec.Dataset dataset, Split trained) {
    for (int i = 0; i < dataset.external().size(); i++) {
      ExternalSet set = dataset.external().get(i);
      String section = dataset.externalSections().get(i);
      Path folder = folders.byDataset().get(set.name());
      if (folder == null) {
        continue;
      }
      try {
        Split split =
            ExternalSplit.of(
                    dataset.name(), trained, scanned(set.name(), set.layout(), folder), set)
                .split();
        found.add(images(section, split));
        split.warnings().forEach(warning -> notes.add(section + ": " + warning));
      } catch (DatasetException e) {
        e.faults().forEach(fault -> faults.add(scans.named(set.name(), fault)));
      }
    }
  }

  /** Each data set once, however often the study names it, as a run registers them. */
  private static Map<String, DecodingOptions> decodings(StudySpec spec) {
    Map<String, DecodingOptions> decodings = new HashMap<>();
    for (ImageSet set : ImageSet.of(spec)) {
      decodings.put(set.name(), set.decoding() == null ? DecodingOptions.paper() : set.decoding());
    }
    return decodings;
  }

  private List<Split> splits(StudySpec.Dataset dataset, Path folder) throws DatasetException {
    DatasetVersion version = scanned(dataset.name(), dataset.layout(), folder);
    List<Split> splits = new ArrayList<>();
    for (SplitSettings settings : SplitSettings.of(dataset.split())) {
      splits.add(
          SharedSplit.split(
              version, settings, null, SharedSplit.siblings(version, settings, before)));
    }
    return splits;
  }

  private DatasetVersion scanned(String name, String layout, Path folder) throws DatasetException {
    DecodingOptions decoding = decodings.getOrDefault(name, DecodingOptions.paper());
    return scans.of(folder, layout, decoding).version();
  }

  private static DryRun.Images images(String name, Split split) {
    DatasetVersion version = split.version();
    int[] perClass = version.classCounts();
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (int label = 0; label < perClass.length; label++) {
      classes.put(version.classes().get(label), perClass[label]);
    }
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts(split).forEach((part, count) -> parts.put(part.label(), count));
    Map<String, Integer> leftOut = new TreeMap<>();
    version.quarantineCounts().forEach((reason, count) -> leftOut.put(reason.label(), count));
    split.dropped().forEach((reason, count) -> leftOut.merge(reason, count, Integer::sum));
    return new DryRun.Images(
        name,
        version.synthetic(),
        version.images().size(),
        version.groups(),
        version.groupKind(),
        classes,
        version.hasFindings() ? FindingCounts.of(version) : null,
        version.hasFindings() ? FindingCounts.of(split, Part.TEST) : null,
        parts,
        leftOut);
  }

  private static Map<Part, Integer> parts(Split split) {
    Map<Part, Integer> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      parts.put(part, 0);
    }
    split.entries().forEach(entry -> parts.merge(entry.part(), 1, Integer::sum));
    return parts;
  }
}

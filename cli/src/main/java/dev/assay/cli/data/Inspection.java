// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import dev.assay.cli.CliException;
import dev.assay.cli.study.Scans;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.leaks.Fingerprints;
import dev.assay.datasets.leaks.LeakReport;
import dev.assay.datasets.leaks.LeakScan;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.QuarantinedFile;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.datasets.split.ImageStatistics;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a folder of images. Every image is read, but nothing is stored and no service
 * runs.
 *
 * @param folder the folder
 * @param layout the rule that reads classes, patients and parts from it
 * @param decoding how files became pixels
 * @param version hash of the contents
 * @param synthetic whether the folder is marked as synthetic images
 * @param images number of images that can be used
 * @param groups number of patients, of lesions, or of images if neither is known
 * @param groupKind what a group is
 * @param classes number of images and groups of each class; of each finding, those in which it is
 *     present
 * @param findings what is known of images that may show several findings; absent if each has one
 *     class
 * @param parts number of images of each predefined part; empty if there are none
 * @param width widths of the images in pixels
 * @param height heights of the images in pixels
 * @param attributes other values that are known of the images, by name
 * @param quarantined all files that are left out, by reason
 * @param leaks duplicates and near-duplicates, also those across the predefined parts
 * @param splits the splits that a study would make; empty without a study
 * @param warnings remarks for readers of results
 */
public record Inspection(
    String folder,
    String layout,
    DecodingOptions decoding,
    String version,
    boolean synthetic,
    int images,
    int groups,
    String groupKind,
    Map<String, ClassCount> classes,
    @Nullable FindingCounts findings,
    Map<String, Integer> parts,
    Range width,
    Range height,
    Map<String, Attribute> attributes,
    List<LeftOut> quarantined,
    LeakReport leaks,
    List<SplitView> splits,
    List<String> warnings) {

  public record ClassCount(int images, int groups) {}

  /**
   * @param files paths below the folder
   */
  public record LeftOut(String reason, int count, List<LeftOutFile> files) {}

  public record LeftOutFile(String file, String detail) {}

  /**
   * The split that a study would make of a data set that it has not split before.
   *
   * @param name name in the table: of the data set, or of one of its folds or repeats
   * @param leftOut number of images that are in no part, by reason
   * @param parts contents of each part
   * @param findings what is known of the findings in each part; absent if each image has one class
   * @param subsets contents of the training part at the usual subset ratios
   */
  public record SplitView(
      String name,
      String splitId,
      SplitHashes hashes,
      Map<String, Integer> leftOut,
      List<PartStatistics> parts,
      @Nullable Map<String, FindingCounts> findings,
      List<SplitManifest.Subset> subsets,
      List<String> warnings) {}

  /**
   * @param given a folder, or an archive, after which it is named
   * @param decoding how files become pixels
   * @param study a data set of a study whose split is added
   * @param strict whether a folder of which much is left out is refused
   * @throws CliException with every fault of the folder or the split
   */
  public static Inspection of(
      Path given,
      Scans scans,
      String layout,
      DecodingOptions decoding,
      Optional<StudySpec.Dataset> study,
      boolean strict) {
    try {
      Scans.Scan scan = scans.of(given, layout, decoding);
      DatasetVersion version = scan.version();
      if (strict) {
        version.refuseIfMuchIsLeftOut();
      }
      LeakReport leaks = LeakScan.of(version, scan.fingerprints().of(version));
      List<SplitView> splits = new ArrayList<>();
      if (study.isPresent()) {
        splits.addAll(splits(study.get(), version, scan.fingerprints()));
      }
      return of(given.toString(), version, leaks, splits);
    } catch (DatasetException e) {
      throw CliException.badInput(
          given.toString(),
          e.faults().stream()
              .map(fault -> new Fault("layout " + layout, null, scans.named(fault)))
              .toList());
    }
  }

  private static List<SplitView> splits(
      StudySpec.Dataset study, DatasetVersion version, Fingerprints fingerprints)
      throws DatasetException {
    List<SplitView> views = new ArrayList<>();
    List<SplitSettings> settings = SplitSettings.of(study.split());
    for (int i = 0; i < settings.size(); i++) {
      Split split = Splitter.split(version, settings.get(i));
      LeakReport leaks = LeakScan.of(version, fingerprints.of(version), split.partByImage());
      SplitManifest manifest = split.withWarnings(leaks.warnings()).manifest(study.name());
      views.add(
          new SplitView(
              study.sections().get(i),
              manifest.splitId(),
              manifest.hashes(),
              split.dropped(),
              manifest.statistics(),
              findings(split),
              manifest.usualSubsets(),
              manifest.warnings()));
    }
    return views;
  }

  private static Inspection of(
      String folder, DatasetVersion version, LeakReport leaks, List<SplitView> splits) {
    List<String> warnings = new ArrayList<>(version.warnings());
    warnings.addAll(leaks.warnings());
    version.washedOutWarning().ifPresent(warnings::add);
    if (!version.quarantined().isEmpty()) {
      warnings.add(version.quarantined().size() + " files are left out");
    }
    FindingCounts findings = version.hasFindings() ? FindingCounts.of(version) : null;
    return new Inspection(
        folder,
        version.layout(),
        version.decoding(),
        version.contentHash(),
        version.synthetic(),
        version.images().size(),
        version.groups(),
        version.groupKind(),
        findings == null ? classes(version) : classes(findings),
        findings,
        parts(version),
        ImageStatistics.range(version.images().stream().mapToDouble(ScannedImage::width)),
        ImageStatistics.range(version.images().stream().mapToDouble(ScannedImage::height)),
        ImageStatistics.attributes(version.images()),
        quarantined(version),
        leaks,
        splits,
        warnings);
  }

  private static @Nullable Map<String, FindingCounts> findings(Split split) {
    if (!split.version().hasFindings()) {
      return null;
    }
    Map<String, FindingCounts> parts = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      parts.put(part.label(), FindingCounts.of(split, part));
    }
    return parts;
  }

  private static Map<String, ClassCount> classes(FindingCounts findings) {
    Map<String, ClassCount> classes = new LinkedHashMap<>();
    findings
        .findings()
        .forEach(f -> classes.put(f.finding(), new ClassCount(f.present(), f.groups())));
    return classes;
  }

  private static Map<String, ClassCount> classes(DatasetVersion version) {
    Map<String, ClassCount> classes = new LinkedHashMap<>();
    int[] images = version.classCounts();
    List<Set<String>> groups = new ArrayList<>();
    version.classes().forEach(name -> groups.add(new HashSet<>()));
    version.images().forEach(image -> groups.get(image.label()).add(image.group()));
    for (int label = 0; label < images.length; label++) {
      classes.put(
          version.classes().get(label), new ClassCount(images[label], groups.get(label).size()));
    }
    return classes;
  }

  private static Map<String, Integer> parts(DatasetVersion version) {
    Map<String, Integer> parts = new TreeMap<>();
    version
        .images()
        .forEach(i -> i.part().map(Part::label).ifPresent(p -> parts.merge(p, 1, Integer::sum)));
    return parts;
  }

  private static List<LeftOut> quarantined(DatasetVersion version) {
    Map<String, List<LeftOutFile>> byReason = new TreeMap<>();
    for (QuarantinedFile file : version.quarantined()) {
      byReason
          .computeIfAbsent(file.reason().label(), reason -> new ArrayList<>())
          .add(new LeftOutFile(version.root().relativize(file.file()).toString(), file.detail()));
    }
    List<LeftOut> all = new ArrayList<>();
    byReason.forEach((reason, files) -> all.add(new LeftOut(reason, files.size(), files)));
    return all;
  }
}

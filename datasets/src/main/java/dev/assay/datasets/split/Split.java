// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.scan.DatasetVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The assignment of the images of a version to parts.
 *
 * @param splitId hash of the version's content, the settings and the parent
 * @param parent id of the split that it continues
 * @param entries sorted by image; without the images that are left out
 * @param leftOut images that are left out because their group is in another part, sorted
 * @param folds the images of each fold; empty if the split is no fold
 * @param warnings for the readers of results
 */
public record Split(
    DatasetVersion version,
    SplitSettings settings,
    String splitId,
    Optional<String> parent,
    List<SplitManifest.Entry> entries,
    List<SplitLineage.LeftOut> leftOut,
    List<List<String>> folds,
    List<String> warnings) {

  public Split {
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
    folds = List.copyOf(folds);
    warnings = List.copyOf(warnings);
  }

  /** Number of images left out, by the label of the reason. */
  public Map<String, Integer> dropped() {
    Map<String, Integer> dropped = new TreeMap<>();
    leftOut.forEach(l -> dropped.merge(l.reason(), 1, Integer::sum));
    return dropped;
  }

  /** The part of each image that is in one. */
  public Map<String, Part> partByImage() {
    Map<String, Part> parts = new HashMap<>();
    entries.forEach(e -> parts.put(e.image(), e.part()));
    return parts;
  }

  /** The same split with more warnings. */
  public Split withWarnings(List<String> more) {
    List<String> all = Stream.concat(warnings.stream(), more.stream()).distinct().toList();
    return new Split(version, settings, splitId, parent, entries, leftOut, folds, all);
  }

  /** Statistics of each part that has images. */
  public List<PartStatistics> statistics() {
    return SplitStatistics.of(this).stream().filter(part -> part.images() > 0).toList();
  }

  /** Number of images of a part, by label; by finding, those in which it is present. */
  public int[] counts(Part part) {
    int[] counts = new int[version.classes().size()];
    for (int label = 0; label < counts.length; label++) {
      int wanted = label;
      counts[label] =
          (int) entries.stream().filter(e -> e.part() == part && shows(e, wanted)).count();
    }
    return counts;
  }

  /** Whether an image has a class or a finding. */
  static boolean shows(SplitManifest.Entry entry, int label) {
    FindingLabels findings = entry.findings();
    return findings == null ? entry.label() == label : findings.isPresent(label);
  }

  /**
   * The hash of each part, over its sorted lines (image, content, class or findings, group). The
   * first image of a group represents the group, because pseudonyms depend on a key and the same
   * split must have the same hash on every machine.
   */
  public SplitHashes hashes() {
    return new SplitHashes(hash(Part.TRAIN), hash(Part.VALIDATION), hash(Part.TEST));
  }

  private String hash(Part part) {
    Map<String, String> first = new HashMap<>();
    MessageDigest digest = Hash.digest();
    if (!version.decoding().isPaper()) {
      String line = "reading " + Json.write(version.decoding()) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    if (version.hasFindings()) {
      // What each place of the texts below is about.
      String line = "findings " + Json.write(version.classes()) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    for (SplitManifest.Entry entry : entries) {
      if (entry.part() == part) {
        first.putIfAbsent(entry.group(), entry.image());
        String line =
            entry.image()
                + " "
                + entry.sha256()
                + " "
                + said(entry)
                + " "
                + first.get(entry.group())
                + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return Hash.hex(digest);
  }

  private String said(SplitManifest.Entry entry) {
    FindingLabels findings = entry.findings();
    return findings == null ? version.classes().get(entry.label()) : "findings " + findings.text();
  }

  /**
   * The manifest of this split. Its constructor checks once more that no group is in two parts.
   *
   * @param dataset name of the data set
   */
  public SplitManifest manifest(String dataset) {
    Map<String, Integer> left = new TreeMap<>();
    version.quarantineCounts().forEach((reason, count) -> left.put(reason.label(), count));
    dropped().forEach((reason, count) -> left.merge(reason, count, Integer::sum));
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        dataset,
        version.contentHash(),
        splitId,
        version.layout(),
        version.classes(),
        version.groupKind(),
        version.synthetic(),
        settings.seed(),
        hashes(),
        entries,
        left,
        warnings,
        new SplitLineage(parent.orElse(null), settings.replicate(), leftOut, folds),
        statistics());
  }
}

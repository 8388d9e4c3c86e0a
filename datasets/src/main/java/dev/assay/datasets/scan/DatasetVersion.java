// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.layout.Provenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One state of a data set, as one scan found it.
 *
 * @param root where image ids begin
 * @param layout name of the layout
 * @param groupKind what a group is, as its layout says
 * @param classes sorted; a label is an index into them. If images may show several findings, these,
 *     in their order
 * @param synthetic whether a program drew the images
 * @param images sorted by the hashes of their ids
 * @param quarantined sorted by file
 * @param decoding the decoding options
 * @param provenance source and licence, if the layout or the registration states them
 * @param notes how the folder was read, where a reader of results should know it: a second copy of
 *     the tree that is passed over, labels that are one class in two spellings
 */
public record DatasetVersion(
    Path root,
    String layout,
    String groupKind,
    List<String> classes,
    boolean synthetic,
    List<ScannedImage> images,
    List<QuarantinedFile> quarantined,
    DecodingOptions decoding,
    Optional<Provenance> provenance,
    List<String> notes) {

  public DatasetVersion {
    classes = List.copyOf(classes);
    images = List.copyOf(images);
    quarantined = List.copyOf(quarantined);
    notes = List.copyOf(notes);
  }

  /** The same version, marked as synthetic. */
  public DatasetVersion asSynthetic() {
    return new DatasetVersion(
        root, layout, groupKind, classes, true, images, quarantined, decoding, provenance, notes);
  }

  /** The same version in which each image is its own group, even where patients are known. */
  public DatasetVersion byImage() {
    return new DatasetVersion(
        root,
        layout,
        "image",
        classes,
        synthetic,
        images.stream().map(ScannedImage::asOwnGroup).toList(),
        quarantined,
        decoding,
        provenance,
        notes);
  }

  /** The same version with source and licence from the registration. */
  public DatasetVersion withProvenance(Provenance stated) {
    return new DatasetVersion(
        root,
        layout,
        groupKind,
        classes,
        synthetic,
        images,
        quarantined,
        decoding,
        Optional.of(stated),
        notes);
  }

  /**
   * Hash of the content: id, bytes, class, group, predefined part and attributes of every image,
   * and the decoding options. The first image of a group represents the group, and keyed hashes are
   * excluded, so the hash does not depend on the key of the pseudonyms.
   */
  public String contentHash() {
    Map<String, String> first = firstOfGroup();
    MessageDigest digest = Hash.digest();
    update(digest, layout + " " + String.join("/", classes) + "\n");
    // Default options are left out, so that earlier versions keep their hash.
    if (!decoding.isPaper()) {
      update(digest, "reading " + Json.write(decoding) + "\n");
    }
    for (ScannedImage image : images) {
      update(
          digest,
          image.image()
              + " "
              + image.sha256()
              + " "
              + image.label()
              + " "
              + first.get(image.group())
              + " "
              + image.part().map(Part::label).orElse("-")
              + attributes(image)
              + (image.findings() == null ? "" : " " + image.findings().text())
              + "\n");
    }
    return Hash.hex(digest);
  }

  /**
   * The manifest of the version: its images, without paths.
   *
   * @param dataset name of the data set
   */
  public DatasetManifest manifest(String dataset) {
    Map<String, Integer> left = new TreeMap<>();
    quarantineCounts().forEach((reason, count) -> left.put(reason.label(), count));
    return new DatasetManifest(
        DatasetManifest.FORMAT_VERSION,
        dataset,
        contentHash(),
        layout,
        classes,
        groupKind,
        synthetic,
        decoding,
        provenance.map(Provenance::source).orElse(null),
        provenance.map(Provenance::licence).orElse(null),
        images.stream()
            .map(
                i ->
                    new DatasetManifest.Image(
                        i.image(),
                        i.sha256(),
                        i.bytes(),
                        i.width(),
                        i.height(),
                        i.label(),
                        i.group(),
                        i.part().orElse(null),
                        i.attributes(),
                        i.findings()))
            .toList(),
        left);
  }

  private static String attributes(ScannedImage image) {
    TreeMap<String, String> stated = new TreeMap<>(image.attributes());
    stated.keySet().removeIf(DicomAttributes::isKeyed);
    stated.remove(ScanResult.WASHED_OUT);
    return stated.isEmpty() ? "" : " " + Json.write(stated);
  }

  /** For each group the smallest hash of its images. */
  public Map<String, String> firstOfGroup() {
    Map<String, String> first = new HashMap<>();
    images.forEach(i -> first.putIfAbsent(i.group(), i.image()));
    return first;
  }

  /** Whether an image may show several of the classes, which are findings then. */
  public boolean hasFindings() {
    return !images.isEmpty() && images.get(0).findings() != null;
  }

  /** What an image shows, in words: its class, or the findings that are present. */
  public String shown(ScannedImage image) {
    FindingLabels findings = image.findings();
    if (findings == null) {
      return classes.get(image.label());
    }
    List<String> present = new ArrayList<>();
    for (int f = 0; f < classes.size(); f++) {
      if (findings.isPresent(f)) {
        present.add(classes.get(f));
      }
    }
    return present.isEmpty() ? "no finding" : String.join(" + ", present);
  }

  /** Number of images of each class, or in which each finding is present. */
  public int[] classCounts() {
    int[] counts = new int[classes.size()];
    for (ScannedImage image : images) {
      FindingLabels findings = image.findings();
      if (findings == null) {
        counts[image.label()]++;
        continue;
      }
      for (int f = 0; f < counts.length; f++) {
        counts[f] += findings.isPresent(f) ? 1 : 0;
      }
    }
    return counts;
  }

  public int groups() {
    HashSet<String> groups = new HashSet<>();
    images.forEach(i -> groups.add(i.group()));
    return groups.size();
  }

  public Map<QuarantineReason, Integer> quarantineCounts() {
    Map<QuarantineReason, Integer> counts = new EnumMap<>(QuarantineReason.class);
    quarantined.forEach(q -> counts.merge(q.reason(), 1, Integer::sum));
    return counts;
  }

  /** A warning if 16-bit images came out white; it names the options that show them. */
  public Optional<String> washedOutWarning() {
    long white =
        images.stream().filter(i -> i.attributes().containsKey(ScanResult.WASHED_OUT)).count();
    return white == 0
        ? Optional.empty()
        : Optional.of(
            white
                + " of "
                + images.size()
                + " images are mostly white, because 16-bit grey levels above 255 are clipped as"
                + " the original study did; decoding: {sixteen-bit: min-max} or {sixteen-bit:"
                + " high-byte} shows them");
  }

  /**
   * Refuses a version of which much is left out, or with a row that cannot be read.
   *
   * @throws DatasetException with a fault for each class, and one for the rows
   */
  public void refuseIfMuchIsLeftOut() throws DatasetException {
    List<String> faults = new ArrayList<>(ClassLosses.of(this));
    List<QuarantinedFile> rows = quarantined.stream().filter(QuarantinedFile::isRow).toList();
    if (!rows.isEmpty()) {
      faults.add(
          "%d rows of tables cannot be read, the first being %s: %s"
              .formatted(rows.size(), root.relativize(rows.get(0).file()), rows.get(0).detail()));
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }

  /** What readers of results should know: heavy losses of classes, then how the folder was read. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(ClassLosses.of(this));
    warnings.addAll(notes);
    return warnings;
  }

  public boolean hasPredefined(Part part) {
    return images.stream().map(ScannedImage::part).anyMatch(Optional.of(part)::equals);
  }

  private static void update(MessageDigest digest, String line) {
    digest.update(line.getBytes(StandardCharsets.UTF_8));
  }
}

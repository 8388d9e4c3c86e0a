// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.Check;
import dev.assay.contracts.External;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of every image of a split. It names no file and no patient: images, their contents and
 * groups are keyed hashes. In files of earlier versions images are hashes of their relative path.
 *
 * @param formatVersion of this file
 * @param dataset name
 * @param version hash of the data set's content
 * @param splitId hash of version, seed and ratios
 * @param layout how the images were arranged in their folder
 * @param classes in the order of the labels; the findings, if images have several
 * @param groupKind {@code patient}, {@code lesion}, {@code image}, or {@code file} where images are
 *     frames
 * @param synthetic whether the images were made by a program
 * @param seed of the split
 * @param hashes of the three parts
 * @param entries in an order that is the same under every key and follows the keyed ids nowhere:
 *     the order in which images are trained and resampled. Test images stand in the order of their
 *     contents, which says nothing of their names; in files of earlier versions all entries are
 *     sorted by image
 * @param quarantined how many images were left out, by reason
 * @param warnings what a reader of results must know
 * @param lineage which split this one continues; absent in files of older versions
 * @param statistics of each part, in the order of {@link Part}; empty in files of older versions
 */
public record SplitManifest(
    int formatVersion,
    String dataset,
    String version,
    String splitId,
    String layout,
    List<String> classes,
    String groupKind,
    boolean synthetic,
    long seed,
    SplitHashes hashes,
    List<Entry> entries,
    Map<String, Integer> quarantined,
    List<String> warnings,
    @Nullable SplitLineage lineage,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PartStatistics> statistics) {

  public static final int FORMAT_VERSION = 1;

  /** The subset ratios of the original study. */
  private static final List<Double> USUAL_RATIOS = List.of(0.125, 0.25, 0.5, 1.0);

  /** A split that continues no other and has no statistics. */
  public SplitManifest(
      int formatVersion,
      String dataset,
      String version,
      String splitId,
      String layout,
      List<String> classes,
      String groupKind,
      boolean synthetic,
      long seed,
      SplitHashes hashes,
      List<Entry> entries,
      Map<String, Integer> quarantined,
      List<String> warnings) {
    this(
        formatVersion,
        dataset,
        version,
        splitId,
        layout,
        classes,
        groupKind,
        synthetic,
        seed,
        hashes,
        entries,
        quarantined,
        warnings,
        null,
        List.of());
  }

  public SplitManifest {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.text("dataset", dataset);
    Check.sha256("version", version);
    Check.sha256("splitId", splitId);
    Check.text("layout", layout);
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.text("groupKind", groupKind);
    Check.present("hashes", hashes);
    entries = List.copyOf(Check.notEmpty("entries", entries));
    quarantined = quarantined == null ? Map.of() : Map.copyOf(quarantined);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    statistics = statistics == null ? List.of() : List.copyOf(statistics);
    FindingLabels.check(classes, entries.stream().map(Entry::findings).toList());
    Map<String, Part> parts = new HashMap<>();
    Set<String> images = new HashSet<>();
    for (Entry entry : entries) {
      if (!images.add(entry.image())) {
        throw new IllegalArgumentException("image " + entry.image() + " is listed twice");
      }
      if (entry.label() >= classes.size()) {
        throw new IllegalArgumentException(
            "label " + entry.label() + " has no class among " + classes);
      }
      Part before = parts.putIfAbsent(entry.group(), entry.part());
      if (before != null && before != entry.part()) {
        throw new IllegalArgumentException(
            "group "
                + entry.group()
                + " is in two parts of the split: "
                + before.label()
                + " and "
                + entry.part().label());
      }
    }
  }

  /**
   * One image.
   *
   * @param image keyed hash of its id, the NFC POSIX path below the data-set root
   * @param sha256 keyed hash of its bytes; equal for equal bytes under one key
   * @param label index into the classes; 0 if the image has findings
   * @param group keyed pseudonym of its patient or lesion
   * @param part its part
   * @param subsetRank in (0, 1]: a training image belongs to the subset of ratio r if its rank is
   *     at most r, so that smaller subsets lie within larger ones; 1 outside the training part
   * @param attributes its other attributes, by name (age, sex, site); absent: none
   * @param findings what is known of each class, if an image may show several of them; absent: it
   *     has the one class of its label
   */
  public record Entry(
      String image,
      String sha256,
      int label,
      String group,
      Part part,
      double subsetRank,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> attributes,
      @Nullable FindingLabels findings) {
    public Entry {
      Check.sha256("image", image);
      Check.sha256("sha256", sha256);
      Check.atLeast("label", label, 0);
      Check.text("group", group);
      Check.present("part", part);
      Check.within("subsetRank", subsetRank, Double.MIN_NORMAL, 1);
      attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    /** An image of one class. */
    public Entry(
        String image,
        String sha256,
        int label,
        String group,
        Part part,
        double subsetRank,
        Map<String, String> attributes) {
      this(image, sha256, label, group, part, subsetRank, attributes, null);
    }

    /** An image of one class without other attributes. */
    public Entry(
        String image, String sha256, int label, String group, Part part, double subsetRank) {
      this(image, sha256, label, group, part, subsetRank, Map.of());
    }
  }

  /**
   * The same images as an external test set of models of another data set.
   *
   * @param of hashes of the parts, each from the data set of that part
   * @param external the two data sets
   */
  public SplitManifest asExternal(SplitHashes of, External external) {
    return new SplitManifest(
        formatVersion,
        dataset,
        version,
        splitId,
        layout,
        classes,
        groupKind,
        synthetic,
        seed,
        of,
        entries,
        quarantined,
        warnings,
        lineage == null
            ? new SplitLineage(null, null, List.of(), List.of(), external)
            : new SplitLineage(
                lineage.parent(),
                lineage.replicate(),
                lineage.leftOut(),
                lineage.folds(),
                external),
        statistics);
  }

  /** Whether an image may show several of the classes, which are findings then. */
  public boolean hasFindings() {
    return entries.getFirst().findings() != null;
  }

  /** The images of a part, in the order of the manifest. */
  public List<Entry> part(Part part) {
    return entries.stream().filter(e -> e.part() == part).toList();
  }

  /** The training images of a nested subset. */
  public List<Entry> train(double subsetRatio) {
    return entries.stream()
        .filter(e -> e.part() == Part.TRAIN && e.subsetRank() <= subsetRatio)
        .toList();
  }

  /**
   * How many training images a subset ratio uses. A subset has whole groups, so its share is rarely
   * the exact ratio.
   */
  public Subset subset(double subsetRatio) {
    List<Entry> used = train(subsetRatio);
    return new Subset(
        subsetRatio,
        used.size(),
        Math.toIntExact(used.stream().map(Entry::group).distinct().count()),
        (double) used.size() / part(Part.TRAIN).size());
  }

  /** The subsets of the original study's ratios. */
  public List<Subset> usualSubsets() {
    return USUAL_RATIOS.stream().map(this::subset).toList();
  }

  /**
   * @param ratio the requested share
   * @param achieved share of the training images
   */
  public record Subset(double ratio, int images, int groups, double achieved) {}

  public static SplitManifest read(Path file) throws IOException {
    return Json.read(Files.readString(file), SplitManifest.class);
  }

  public void write(Path file) throws IOException {
    Files.writeString(file, Json.write(this));
  }
}

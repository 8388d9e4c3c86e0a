// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.External;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.file.SplitManifest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a report says about a split.
 *
 * @param splitId hash of the data-set version, the seed and the ratios
 * @param version hash of the data set's content
 * @param layout how the images lay in their folder
 * @param seed of the split
 * @param hashes of the three parts
 * @param classes in the order of the labels
 * @param groupKind {@code patient}, {@code lesion}, {@code image}, or {@code file} where images are
 *     frames
 * @param synthetic whether the images were made by a program
 * @param train the whole training part, before any subset
 * @param validation likewise
 * @param test likewise
 * @param quarantined how many images were left out, by reason, sorted
 * @param warnings what a reader of results must know
 * @param parent id of the split of an earlier version that it continues
 * @param statistics of each part; empty in splits of older versions
 * @param subsetRanks of the training images, ascending: those up to a ratio are its subset
 * @param pooledFolds how many folds are tested together, each image by the model that had not seen
 *     its group; absent where models are trained
 * @param external which data sets models are trained and tested on, if these are two
 * @param replicate which of several splits of the same images it is; absent for a single split
 */
public record SplitFacts(
    String splitId,
    String version,
    String layout,
    long seed,
    SplitHashes hashes,
    List<String> classes,
    String groupKind,
    boolean synthetic,
    PartSize train,
    PartSize validation,
    PartSize test,
    Map<String, Integer> quarantined,
    List<String> warnings,
    @Nullable String parent,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PartStatistics> statistics,
    @JsonIgnore List<Double> subsetRanks,
    @Nullable Integer pooledFolds,
    @Nullable External external,
    @Nullable Replicate replicate) {

  public SplitFacts {
    classes = List.copyOf(classes);
    quarantined = Collections.unmodifiableMap(new TreeMap<>(quarantined));
    warnings = List.copyOf(warnings);
    statistics = List.copyOf(statistics);
    subsetRanks = List.copyOf(subsetRanks);
  }

  /**
   * The size of one part of a split.
   *
   * @param images their number
   * @param groups number of distinct groups
   * @param classCounts images per class, in the order of the classes; images in which each finding
   *     is present, if images may show several
   * @param known images for which each finding is known; absent: images have one class
   */
  public record PartSize(
      int images,
      int groups,
      List<Integer> classCounts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Integer> known) {
    public PartSize {
      classCounts = List.copyOf(classCounts);
      known = known == null ? null : List.copyOf(known);
    }

    /** Of images that have one class. */
    public PartSize(int images, int groups, List<Integer> classCounts) {
      this(images, groups, classCounts, null);
    }
  }

  /** Whether an image may show several of the classes, which are findings then. */
  @JsonIgnore
  public boolean hasFindings() {
    return test.known() != null;
  }

  public static SplitFacts of(SplitManifest manifest) {
    return new SplitFacts(
        manifest.splitId(),
        manifest.version(),
        manifest.layout(),
        manifest.seed(),
        manifest.hashes(),
        manifest.classes(),
        manifest.groupKind(),
        manifest.synthetic(),
        size(manifest, Part.TRAIN),
        size(manifest, Part.VALIDATION),
        size(manifest, Part.TEST),
        manifest.quarantined(),
        manifest.warnings(),
        manifest.lineage() == null ? null : manifest.lineage().parent(),
        manifest.statistics(),
        manifest.part(Part.TRAIN).stream().map(SplitManifest.Entry::subsetRank).sorted().toList(),
        pooledFolds(manifest.lineage()),
        manifest.lineage() == null ? null : manifest.lineage().external(),
        manifest.lineage() == null ? null : manifest.lineage().replicate());
  }

  private static @Nullable Integer pooledFolds(@Nullable SplitLineage lineage) {
    return lineage == null || lineage.replicate() != null || lineage.folds().isEmpty()
        ? null
        : lineage.folds().size();
  }

  /** How many training images the subset of a ratio has; empty if that is not known. */
  public OptionalInt subset(double ratio) {
    return subsetRanks.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            Math.toIntExact(subsetRanks.stream().filter(rank -> rank <= ratio).count()));
  }

  private static PartSize size(SplitManifest manifest, Part part) {
    List<SplitManifest.Entry> entries = manifest.part(part);
    int groups = (int) entries.stream().map(SplitManifest.Entry::group).distinct().count();
    if (manifest.hasFindings()) {
      List<FindingLabels> all =
          entries.stream().map(entry -> Objects.requireNonNull(entry.findings())).toList();
      return new PartSize(
          entries.size(),
          groups,
          counts(manifest, finding -> all.stream().filter(of -> of.isPresent(finding)).count()),
          counts(manifest, finding -> all.stream().filter(of -> of.isKnown(finding)).count()));
    }
    return new PartSize(
        entries.size(),
        groups,
        counts(manifest, label -> entries.stream().filter(e -> e.label() == label).count()));
  }

  private static List<Integer> counts(SplitManifest manifest, IntToLongFunction ofClass) {
    return IntStream.range(0, manifest.classes().size())
        .mapToLong(ofClass)
        .mapToObj(Math::toIntExact)
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.scan.DatasetVersion;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a split. They are hashed: the names of the components are part of split ids.
 *
 * @param seed of the drawn order of the groups; independent of the training seeds
 * @param validationShare of the images that are not test images, in (0, 1)
 * @param testShare of all images, in (0, 1); used only where the data set has no predefined test
 *     part
 * @param mergeValidation whether predefined validation images are added to the training images and
 *     a new validation part is drawn
 * @param dropOverlap whether images outside a predefined part are left out if their patient is in
 *     it; otherwise such a data set is refused
 * @param replicate which fold or repeat; absent for a single split
 * @param unit {@link StudySpec.Split#IMAGE}: each image is its own group, even where patients are
 *     known; absent: the groups of the data set
 * @param publishedValidation whether a predefined validation part is used however small it is;
 *     otherwise one that is too small is divided anew: {@link PublishedValidation}
 */
public record SplitSettings(
    long seed,
    double validationShare,
    double testShare,
    boolean mergeValidation,
    boolean dropOverlap,
    @Nullable Replicate replicate,
    @Nullable String unit,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean publishedValidation) {
  /** Raised when a change of the code makes another split of the same settings. */
  private static final int ALGORITHM = 2;

  public SplitSettings {
    share("validation", validationShare);
    share("test", testShare);
  }

  /** A single split that refuses groups in two predefined parts. */
  public SplitSettings(
      long seed, double validationShare, double testShare, boolean mergeValidation) {
    this(seed, validationShare, testShare, mergeValidation, false, null, null, false);
  }

  /**
   * A fifth of the images for the test part unless it is predefined; of the rest a fifth for
   * validation.
   */
  public static SplitSettings standard(long seed) {
    return new SplitSettings(seed, 0.2, 0.2, false);
  }

  /** The settings that all folds or repeats have in common. */
  SplitSettings withoutReplicate() {
    return new SplitSettings(
        seed,
        validationShare,
        testShare,
        mergeValidation,
        dropOverlap,
        null,
        unit,
        publishedValidation);
  }

  /** The settings of a study: of one split, or of each fold or repeat. */
  public static List<SplitSettings> of(StudySpec.Split spec) {
    SplitSettings one =
        new SplitSettings(
            spec.seed(),
            spec.validation(),
            spec.test(),
            false,
            false,
            null,
            spec.unit(),
            spec.validationPart() != null);
    SplitSettings settings = spec.overlap() == null ? one : one.droppingOverlap();
    return spec.replicates().isEmpty()
        ? List.of(settings)
        : spec.replicates().stream().map(settings::withReplicate).toList();
  }

  public SplitSettings droppingOverlap() {
    return new SplitSettings(
        seed,
        validationShare,
        testShare,
        mergeValidation,
        true,
        replicate,
        unit,
        publishedValidation);
  }

  /** The settings under which predefined validation images join the training images. */
  SplitSettings mergingValidation() {
    return new SplitSettings(
        seed, validationShare, testShare, true, dropOverlap, replicate, unit, publishedValidation);
  }

  /** The settings of one fold or repeat. */
  public SplitSettings withReplicate(Replicate one) {
    return new SplitSettings(
        seed,
        validationShare,
        testShare,
        mergeValidation,
        dropOverlap,
        one,
        unit,
        publishedValidation);
  }

  /**
   * The settings of all folds. Every image is in the test part of one fold or, where the test part
   * is predefined, in the validation part of one fold.
   *
   * @param count at least 2
   */
  public List<SplitSettings> folds(int count) {
    return all(Replicate.FOLD, count);
  }

  /** The settings of repeated draws; the first repeat is the single split of the same seed. */
  public List<SplitSettings> repeats(int count) {
    return all(Replicate.REPEAT, count);
  }

  private List<SplitSettings> all(String kind, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> withReplicate(new Replicate(kind, i, count)))
        .toList();
  }

  /** The version with the groups that these settings split. */
  DatasetVersion grouped(DatasetVersion version) {
    return isByImage() ? version.byImage() : version;
  }

  boolean isByImage() {
    return StudySpec.Split.IMAGE.equals(unit);
  }

  boolean isFold() {
    return replicate != null && replicate.kind().equals(Replicate.FOLD);
  }

  /** Salt of the drawn order of the groups. */
  String salt() {
    boolean first = replicate == null || replicate.index() == 1;
    if (first) {
      return "split:" + seed;
    }
    return "split:" + seed + ":" + replicate.kind() + ":" + replicate.index();
  }

  /**
   * @param version content hash of the data set
   * @param parent id of the split that this one continues; absent for the first
   * @return 64 hexadecimal digits
   */
  public String splitId(String version, @Nullable String parent) {
    record Identity(
        String version, SplitSettings settings, int algorithm, @Nullable String parent) {}
    return Hash.ofJson(new Identity(version, this, ALGORITHM, parent));
  }

  private static void share(String field, double value) {
    Check.within(field, value, Double.MIN_NORMAL, Math.nextDown(1.0));
  }
}

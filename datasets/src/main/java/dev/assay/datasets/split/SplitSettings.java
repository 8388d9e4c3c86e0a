package dev.assay.datasets.split;

import dev.assay.contracts.Check;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.scan.DatasetVersion;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a study says about a split.
 *
 * @param seed decides which groups go where; another field than the training seeds
 * @param validationShare of the images that are not test images, in (0, 1)
 * @param testShare of all images, in (0, 1); used only where the data set has no predefined test
 *     set
 * @param mergeValidation whether predefined validation images join the training images and a new
 *     validation part is drawn
 * @param dropOverlap whether images outside a predefined test part are left out if their patient is
 *     in it; otherwise such a data set is refused
 * @param replicate which fold or repeat; absent for a single split
 * @param unit {@link StudySpec.Split#IMAGE}: each image is a group of its own, whatever is known of
 *     patients; absent: the groups of the data set
 */
public record SplitSettings(
    long seed,
    double validationShare,
    double testShare,
    boolean mergeValidation,
    boolean dropOverlap,
    @Nullable Replicate replicate,
    @Nullable String unit) {
  /** Raised when the same settings would give another split than before. */
  private static final int ALGORITHM = 2;

  public SplitSettings {
    share("validation", validationShare);
    share("test", testShare);
  }

  /** A single split that refuses patients on two sides. */
  public SplitSettings(
      long seed, double validationShare, double testShare, boolean mergeValidation) {
    this(seed, validationShare, testShare, mergeValidation, false, null, null);
  }

  /** 8:2 train to validation; a fifth for the test where none is predefined. */
  public static SplitSettings standard(long seed) {
    return new SplitSettings(seed, 0.2, 0.2, false);
  }

  /** The settings of all folds or repeats together. */
  SplitSettings asOne() {
    return new SplitSettings(
        seed, validationShare, testShare, mergeValidation, dropOverlap, null, unit);
  }

  /** What a study asks for: one split, or one for each fold or repeat. */
  public static List<SplitSettings> of(StudySpec.Split asked) {
    SplitSettings one =
        new SplitSettings(
            asked.seed(), asked.validation(), asked.test(), false, false, null, asked.unit());
    SplitSettings settings = asked.overlap() == null ? one : one.droppingOverlap();
    return asked.replicates().isEmpty()
        ? List.of(settings)
        : asked.replicates().stream().map(settings::as).toList();
  }

  public SplitSettings droppingOverlap() {
    return new SplitSettings(
        seed, validationShare, testShare, mergeValidation, true, replicate, unit);
  }

  /** One of several splits of the same images. */
  public SplitSettings as(Replicate one) {
    return new SplitSettings(
        seed, validationShare, testShare, mergeValidation, dropOverlap, one, unit);
  }

  /**
   * Every image is tested once, or validated once where the test part is predefined.
   *
   * @param count at least 2
   */
  public List<SplitSettings> folds(int count) {
    return all(Replicate.FOLD, count);
  }

  /** So many draws of the same shares; the first is the single split of the same seed. */
  public List<SplitSettings> repeats(int count) {
    return all(Replicate.REPEAT, count);
  }

  private List<SplitSettings> all(String kind, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> as(new Replicate(kind, i, count)))
        .toList();
  }

  /** The version as these settings see it. */
  DatasetVersion groups(DatasetVersion version) {
    return isByImage() ? version.byImage() : version;
  }

  boolean isByImage() {
    return StudySpec.Split.IMAGE.equals(unit);
  }

  boolean isFold() {
    return replicate != null && replicate.kind().equals(Replicate.FOLD);
  }

  /** What the drawn order of the groups depends on. */
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

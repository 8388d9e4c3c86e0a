// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.External;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data set of the study was split; from now on its images can be trained on and scored.
 *
 * @param studyId the study
 * @param dataset the data set's name in the study
 * @param splitId hash of the data-set version, the seed and the ratios
 * @param hashes of the three parts
 * @param manifest a {@link dev.assay.contracts.file.SplitManifest}
 * @param pixels one {@link dev.assay.contracts.file.PixelsFile} for each size and interpolation
 *     that a cell uses
 * @param classes in the order of the labels; the findings, if images have several
 * @param groupKind what a group is: {@code patient}, {@code lesion}, or {@code image} if there are
 *     no patient or lesion ids
 * @param synthetic whether the images were made by a program; every output then says so
 * @param external the two data sets, if models of one are tested on the images of another; absent:
 *     there is one data set
 * @param features features that owners of imported models computed for the images of this split;
 *     absent: none are needed
 * @param imageIds {@value #KEYED}: the ids of images and of their contents are keyed; absent, in
 *     earlier events: they are hashes of paths and of bytes
 * @param corruptions on which the test images are scored as well; absent: none
 * @param findings true: the classes are findings, of which an image may show several; absent: each
 *     image has one class
 */
public record SplitPublished(
    String studyId,
    String dataset,
    String splitId,
    SplitHashes hashes,
    ArtifactRef manifest,
    List<SplitPublished.Pixels> pixels,
    List<String> classes,
    String groupKind,
    boolean synthetic,
    @Nullable External external,
    @Nullable List<SplitPublished.Features> features,
    @Nullable String imageIds,
    @Nullable List<Corruption> corruptions,
    @Nullable Boolean findings)
    implements AssayEvent {
  public static final String KEYED = "keyed";

  /** A split of one data set. */
  public SplitPublished(
      String studyId,
      String dataset,
      String splitId,
      SplitHashes hashes,
      ArtifactRef manifest,
      List<SplitPublished.Pixels> pixels,
      List<String> classes,
      String groupKind,
      boolean synthetic) {
    this(studyId, dataset, splitId, hashes, manifest, pixels, classes, groupKind, synthetic, null);
  }

  public SplitPublished {
    Check.text("studyId", studyId);
    Check.text("dataset", dataset);
    Check.sha256("splitId", splitId);
    Check.present("hashes", hashes);
    Check.present("manifest", manifest);
    pixels = List.copyOf(Check.notEmpty("pixels", pixels));
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.text("groupKind", groupKind);
    features = features == null || features.isEmpty() ? null : List.copyOf(features);
    corruptions = corruptions == null || corruptions.isEmpty() ? null : List.copyOf(corruptions);
    findings = Boolean.TRUE.equals(findings) ? findings : null;
    if (imageIds != null && !imageIds.equals(KEYED)) {
      throw new IllegalArgumentException(
          "imageIds must be '" + KEYED + "' or absent, not '" + imageIds + "'");
    }
  }

  /** A split whose test images are scored as they are. */
  public SplitPublished(
      String studyId,
      String dataset,
      String splitId,
      SplitHashes hashes,
      ArtifactRef manifest,
      List<SplitPublished.Pixels> pixels,
      List<String> classes,
      String groupKind,
      boolean synthetic,
      @Nullable External external,
      @Nullable List<SplitPublished.Features> features,
      @Nullable String imageIds) {
    this(
        studyId, dataset, splitId, hashes, manifest, pixels, classes, groupKind, synthetic,
        external, features, imageIds, null, null);
  }

  /** Whether an image may show several of the classes. */
  public boolean hasFindings() {
    return findings != null;
  }

  /** A split without features of imported models, with ids as in earlier events. */
  public SplitPublished(
      String studyId,
      String dataset,
      String splitId,
      SplitHashes hashes,
      ArtifactRef manifest,
      List<SplitPublished.Pixels> pixels,
      List<String> classes,
      String groupKind,
      boolean synthetic,
      @Nullable External external) {
    this(
        studyId, dataset, splitId, hashes, manifest, pixels, classes, groupKind, synthetic,
        external, null, null);
  }

  /** The same split of the same study, tried again under another id. */
  public SplitPublished again(String otherId) {
    return new SplitPublished(
        otherId,
        dataset,
        splitId,
        hashes,
        manifest,
        pixels,
        classes,
        groupKind,
        synthetic,
        external,
        features,
        imageIds,
        corruptions,
        findings);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, dataset, splitId};
  }

  /**
   * Packed images of one size.
   *
   * @param resize pixels of the shorter side
   * @param interpolation how they were resized, {@link Preprocessing#resampling}; absent: bilinear
   * @param blocks the {@link dev.assay.contracts.file.BlockHashes} of the file, by which a part of
   *     it can be read and checked; absent: it is read as a whole
   */
  public record Pixels(
      int resize, ArtifactRef file, @Nullable String interpolation, @Nullable ArtifactRef blocks) {
    public Pixels {
      Check.atLeast("resize", resize, 1);
      Check.present("file", file);
      if (interpolation != null) {
        Preprocessing.checkResampling(interpolation);
        interpolation = interpolation.equals(Preprocessing.BILINEAR) ? null : interpolation;
      }
    }

    /** Bilinear. */
    public Pixels(int resize, ArtifactRef file) {
      this(resize, file, null, null);
    }

    boolean isFor(Preprocessing preprocessing) {
      return resize == preprocessing.resize() && resampling().equals(preprocessing.resampling());
    }

    /** How they were resized; never absent. */
    public String resampling() {
      return Objects.requireNonNullElse(interpolation, Preprocessing.BILINEAR);
    }
  }

  /**
   * Features of all images of the split, under the ids of the manifest.
   *
   * @param model sha256 of the registered file of the model
   */
  public record Features(String model, ArtifactRef file) {
    public Features {
      Check.sha256("features.model", model);
      Check.present("features.file", file);
    }
  }

  /**
   * The features that the owner of a model computed for the images of this split.
   *
   * @param model sha256 of its registered file
   */
  public Optional<ArtifactRef> features(String model) {
    return Objects.requireNonNullElse(features, List.<Features>of()).stream()
        .filter(f -> f.model().equals(model))
        .findFirst()
        .map(Features::file);
  }

  /** The packed images that a cell's preprocessing starts from. */
  public ArtifactRef pixels(Preprocessing preprocessing) {
    return packed(preprocessing).file();
  }

  /** The hashes of the blocks of {@link #pixels(Preprocessing)}; empty if there are none. */
  public Optional<ArtifactRef> blocks(Preprocessing preprocessing) {
    return Optional.ofNullable(packed(preprocessing).blocks());
  }

  private Pixels packed(Preprocessing preprocessing) {
    return pixels.stream()
        .filter(p -> p.isFor(preprocessing))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the split has no pixels of size %d (%s)"
                        .formatted(preprocessing.resize(), preprocessing.resampling())));
  }
}

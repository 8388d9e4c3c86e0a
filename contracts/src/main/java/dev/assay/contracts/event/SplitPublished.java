package dev.assay.contracts.event;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.SplitHashes;
import java.util.List;

/**
 * A data set of the study was split; from now on its images can be trained on and scored.
 *
 * @param studyId the study
 * @param dataset the data set's name in the study
 * @param splitId hash of the data-set version, the seed and the ratios
 * @param hashes of the three parts
 * @param manifest a {@link dev.assay.contracts.file.SplitManifest}
 * @param pixels one {@link dev.assay.contracts.file.PixelsFile} per size the cells ask for
 * @param classes in the order of the labels
 * @param groupKind what a group is: {@code patient}, {@code lesion}, or {@code image} where no ids
 *     exist
 * @param synthetic whether the images were made by a program; every output then says so
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
    boolean synthetic)
    implements AssayEvent {

  public SplitPublished {
    Check.text("studyId", studyId);
    Check.text("dataset", dataset);
    Check.sha256("splitId", splitId);
    Check.present("hashes", hashes);
    Check.present("manifest", manifest);
    pixels = List.copyOf(Check.notEmpty("pixels", pixels));
    classes = List.copyOf(Check.notEmpty("classes", classes));
    Check.text("groupKind", groupKind);
  }

  @Override
  public String[] identity() {
    return new String[] {studyId, dataset, splitId};
  }

  /**
   * Packed images of one size.
   *
   * @param resize pixels of the shorter side
   */
  public record Pixels(int resize, ArtifactRef file) {
    public Pixels {
      Check.atLeast("resize", resize, 1);
      Check.present("file", file);
    }
  }

  /** The packed images that a cell's preprocessing starts from. */
  public ArtifactRef pixels(int resize) {
    return pixels.stream()
        .filter(p -> p.resize() == resize)
        .findFirst()
        .map(Pixels::file)
        .orElseThrow(
            () -> new IllegalArgumentException("the split has no pixels of size " + resize));
  }
}

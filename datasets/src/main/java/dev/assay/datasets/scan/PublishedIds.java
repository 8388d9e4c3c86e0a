// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The ids of images outside data-service. Inside, an image is the hash of its path, so that
 * versions and splits are the same under every key. Whoever knows how files are named can hash all
 * names, so such a hash never leaves: every file that other services or people read has keyed
 * hashes of the images and of their bytes in its place.
 *
 * <p>The order of hashes of paths would give names away just as well, where all numbers up to some
 * number are taken. So what is listed for people is in the order of the keyed ids, and test images,
 * whose order decides how they are resampled, are in the order of their contents.
 */
public final class PublishedIds {
  private final GroupKey key;

  public PublishedIds(GroupKey key) {
    this.key = key;
  }

  /**
   * @param image hash of its path
   */
  public String image(String image) {
    return key.imageId(image);
  }

  /**
   * @param sha256 of its bytes
   */
  public String content(String sha256) {
    return key.contentId(sha256);
  }

  /** A split as other services know it. */
  public SplitManifest published(SplitManifest split) {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    split.entries().stream().filter(entry -> entry.part() != Part.TEST).forEach(entries::add);
    split.part(Part.TEST).stream()
        .sorted(
            Comparator.comparing(SplitManifest.Entry::sha256)
                .thenComparing(SplitManifest.Entry::image))
        .forEach(entries::add);
    Map<String, String> ids = new HashMap<>();
    entries.forEach(entry -> ids.put(entry.image(), key.imageId(entry.image())));
    return translated(
        split,
        entries,
        image -> ids.computeIfAbsent(image, key::imageId),
        key::contentId,
        // Where images are split one by one, the image is the group.
        group -> ids.getOrDefault(group, group));
  }

  /**
   * A published split with the ids of this version, so that the split of the version can continue
   * it. Images that the version does not have keep their published ids, which are those of no
   * image. A split of an earlier release has the ids of the version already.
   */
  public SplitManifest internal(SplitManifest published, DatasetVersion version) {
    Map<String, String> images = new HashMap<>();
    Map<String, String> contents = new HashMap<>();
    for (ScannedImage image : version.images()) {
      images.put(key.imageId(image.image()), image.image());
      contents.put(key.contentId(image.sha256()), image.sha256());
    }
    UnaryOperator<String> image = id -> images.getOrDefault(id, id);
    List<SplitManifest.Entry> entries =
        published.entries().stream()
            .sorted(Comparator.comparing(entry -> image.apply(entry.image())))
            .toList();
    return translated(published, entries, image, id -> contents.getOrDefault(id, id), image);
  }

  /** A version as people and other services know it, in the order of its ids. */
  public DatasetManifest published(DatasetManifest version) {
    return new DatasetManifest(
        version.formatVersion(),
        version.dataset(),
        version.version(),
        version.layout(),
        version.classes(),
        version.groupKind(),
        version.synthetic(),
        version.decoding(),
        version.source(),
        version.licence(),
        version.images().stream()
            .map(image -> image.withIds(key.imageId(image.image()), key.contentId(image.sha256())))
            .sorted(Comparator.comparing(DatasetManifest.Image::image))
            .toList(),
        version.quarantined());
  }

  private static SplitManifest translated(
      SplitManifest split,
      List<SplitManifest.Entry> entries,
      UnaryOperator<String> image,
      UnaryOperator<String> content,
      UnaryOperator<String> group) {
    return new SplitManifest(
        split.formatVersion(),
        split.dataset(),
        split.version(),
        split.splitId(),
        split.layout(),
        split.classes(),
        split.groupKind(),
        split.synthetic(),
        split.seed(),
        split.hashes(),
        entries.stream()
            .map(
                entry ->
                    new SplitManifest.Entry(
                        image.apply(entry.image()),
                        content.apply(entry.sha256()),
                        entry.label(),
                        group.apply(entry.group()),
                        entry.part(),
                        entry.subsetRank(),
                        entry.attributes(),
                        entry.findings()))
            .toList(),
        split.quarantined(),
        split.warnings(),
        split.lineage() == null ? null : translated(split.lineage(), image),
        split.statistics());
  }

  private static SplitLineage translated(SplitLineage lineage, UnaryOperator<String> image) {
    return new SplitLineage(
        lineage.parent(),
        lineage.replicate(),
        lineage.leftOut().stream()
            .map(left -> new SplitLineage.LeftOut(image.apply(left.image()), left.reason()))
            .sorted(Comparator.comparing(SplitLineage.LeftOut::image))
            .toList(),
        lineage.folds().stream().map(fold -> fold.stream().map(image).sorted().toList()).toList(),
        lineage.external());
  }
}

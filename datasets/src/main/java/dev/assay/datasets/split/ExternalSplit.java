// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A split whose test part is the whole of another data set. Training and validation have exactly
 * the images of the split that the models are trained on, so no training changes; nothing is fitted
 * on the external set.
 *
 * @param split the images of both data sets, with ids and groups that cannot be equal by accident
 * @param hashes training and validation as in the split that the models are trained on; the test
 *     part as in the external set, the same for all models that are tested on it
 * @param external the names of both data sets and the declared settings
 */
public record ExternalSplit(Split split, SplitHashes hashes, External external) {

  /**
   * @param dataset name of the data set that the models are trained on
   * @param trained its split
   * @param tested newest version of the external set
   * @throws DatasetException if the classes of the two do not match, or if images or patients of
   *     the external set are among those that the models are trained or validated on and the
   *     settings do not drop the overlap
   */
  public static ExternalSplit of(
      String dataset, Split trained, DatasetVersion tested, ExternalSet settings)
      throws DatasetException {
    ExternalTestImages images = ExternalTestImages.of(dataset, trained, tested, settings);
    List<SplitManifest.Entry> entries =
        new ArrayList<>(trained.entries().stream().filter(e -> e.part() != Part.TEST).toList());
    Set<String> used = entries.stream().map(SplitManifest.Entry::image).collect(Collectors.toSet());
    List<ScannedImage> both =
        new ArrayList<>(
            trained.version().images().stream().filter(i -> used.contains(i.image())).toList());
    both.addAll(images.kept());
    both.sort(Comparator.comparing(ScannedImage::image));
    List<SplitManifest.Entry> ofTest = images.kept().stream().map(ExternalSplit::entry).toList();
    entries.addAll(ofTest);
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));

    String id = splitId(trained, tested, settings);
    Split split =
        new Split(
            version(trained, tested, both, trained.version().decoding()),
            trained.settings(),
            id,
            Optional.empty(),
            entries,
            images.leftOut(),
            List.of(),
            Stream.concat(images.warnings().stream(), tested.warnings().stream()).toList());
    Split alone =
        new Split(
            version(trained, tested, images.kept(), tested.decoding()),
            trained.settings(),
            id,
            Optional.empty(),
            ofTest,
            List.of(),
            List.of(),
            List.of());
    SplitHashes own = trained.hashes();
    return new ExternalSplit(
        split,
        new SplitHashes(own.train(), own.validation(), alone.hashes().test()),
        new External(dataset, settings.name(), settings.declared()));
  }

  /** The manifest of the section of a study that is tested on the external set. */
  public SplitManifest manifest(String section) {
    return split.manifest(section).asExternal(hashes, external);
  }

  /** The id of an image of an external set, which no image of another data set can have. */
  public static String idOf(String dataset, String image) {
    return Hash.ofText("external " + dataset + " " + image);
  }

  private static SplitManifest.Entry entry(ScannedImage image) {
    return new SplitManifest.Entry(
        image.image(),
        image.sha256(),
        image.label(),
        image.group(),
        Part.TEST,
        1,
        image.attributes());
  }

  private static DatasetVersion version(
      Split trained, DatasetVersion tested, List<ScannedImage> images, DecodingOptions decoding) {
    return new DatasetVersion(
        tested.root(),
        tested.layout(),
        tested.groupKind(),
        trained.version().classes(),
        tested.synthetic() || trained.version().synthetic(),
        images,
        tested.quarantined(),
        decoding,
        tested.provenance(),
        tested.notes());
  }

  private static String splitId(Split trained, DatasetVersion tested, ExternalSet settings) {
    record Identity(
        String kind,
        String trained,
        String dataset,
        String tested,
        Map<String, String> classes,
        boolean samePatients,
        boolean dropOverlap) {}
    return Hash.ofJson(
        new Identity(
            "external",
            trained.splitId(),
            settings.name(),
            tested.contentHash(),
            settings.classes(),
            settings.samePatients(),
            settings.dropOverlap()));
  }
}

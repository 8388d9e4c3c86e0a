// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.SplitPublished.Pixels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.DecodingQueue;
import dev.assay.data.store.PixelsRow;
import dev.assay.data.study.ExternalPlans.Registered;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.pixels.JoinedPixels;
import dev.assay.datasets.pixels.PixelsPacker.Source;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.split.ExternalSplit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores the files of a split in the artifact store: its manifest, and the packed images of the
 * version at every size that the cells need. Images are packed once per version and size.
 */
@ApplicationScoped
public class SplitFiles {
  private static final String FOLDER = "packing";

  private final ArtifactStore store;
  private final DecodingQueue decoding;
  private final WorkFolder work;
  private final PublishedIds ids;

  SplitFiles(ArtifactStore store, DecodingQueue decoding, WorkFolder work, PublishedIds ids) {
    this.store = store;
    this.ids = ids;
    this.decoding = decoding;
    this.work = work;
  }

  /** A split whose files are stored. The id of its study is not known yet. */
  record Stored(
      PlannedSplit planned,
      SplitManifest manifest,
      ArtifactRef file,
      List<Pixels> pixels,
      List<SplitPublished.Features> features) {

    Stored withFeatures(List<SplitPublished.Features> imported) {
      return new Stored(planned, manifest, file, pixels, List.copyOf(imported));
    }

    /**
     * @param robustness of the study; absent: its test images are scored as they are
     */
    SplitPublished event(String studyId, @Nullable RobustnessPlan robustness) {
      return new SplitPublished(
          studyId,
          planned.dataset(),
          manifest.splitId(),
          manifest.hashes(),
          file,
          pixels,
          manifest.classes(),
          manifest.groupKind(),
          manifest.synthetic(),
          manifest.lineage() == null ? null : manifest.lineage().external(),
          features,
          SplitPublished.KEYED,
          robustness == null ? null : robustness.corruptions(),
          manifest.hasFindings() ? true : null);
    }
  }

  /** Files that a submission has packed and that are not in the database yet. */
  static final class Packed {
    private final Map<String, ArtifactRef> files = new HashMap<>();
  }

  /**
   * Stores the files of a split.
   *
   * @param sizes at which the images are packed
   * @param before files that were packed for other splits of the submission
   * @throws FaultException if the images are no longer those that were registered
   * @throws IOException if the disk is full
   */
  Stored store(PlannedSplit planned, Iterable<PackedSize> sizes, Packed before) throws IOException {
    Path folder = work.fresh(FOLDER);
    try {
      SplitManifest manifest = ids.published(planned.manifest());
      Path file = folder.resolve("manifest.json");
      manifest.write(file);
      ArtifactRef ref = store.put(file, MediaTypes.SPLIT_MANIFEST);
      List<Pixels> pixels = new ArrayList<>();
      for (PackedSize size : sizes) {
        ExternalPlans.Joined joined = planned.joined();
        ArtifactRef packed =
            joined == null
                ? packed(
                    new Registered(
                        planned.registered(),
                        planned.at(),
                        planned.version(),
                        planned.split().version()),
                    size,
                    folder,
                    before)
                : joined(planned, joined, size, folder, before);
        boolean usual = size.interpolation().equals(Preprocessing.BILINEAR);
        pixels.add(new Pixels(size.resize(), packed, usual ? null : size.interpolation()));
      }
      return new Stored(planned, manifest, ref, List.copyOf(pixels), List.of());
    } finally {
      WorkFolder.delete(folder);
    }
  }

  /** The packed images of two data sets, joined from the packed images of each. */
  private ArtifactRef joined(
      PlannedSplit planned,
      ExternalPlans.Joined joined,
      PackedSize size,
      Path folder,
      Packed before)
      throws IOException {
    Optional<ArtifactRef> known = known(planned.version(), size, before);
    if (known.isPresent()) {
      return known.get();
    }
    Path trained = store.local(packed(joined.trained(), size, folder, before));
    Path tested = store.local(packed(joined.tested(), size, folder, before));
    SortedMap<String, JoinedPixels.Place> images = new TreeMap<>();
    joined.split().split().entries().stream()
        .map(entry -> ids.image(entry.image()))
        .forEach(id -> images.put(id, new JoinedPixels.Place(trained, id)));
    String name = joined.split().external().tested();
    for (ScannedImage image : joined.tested().version().images()) {
      images.computeIfPresent(
          ids.image(ExternalSplit.idOf(name, image.image())),
          (id, place) -> new JoinedPixels.Place(tested, ids.image(image.image())));
    }
    Path file = folder.resolve("joined-" + size.resize() + "-" + size.interpolation());
    JoinedPixels.write(images, size.resize(), size.interpolation(), file);
    ArtifactRef ref = store.put(file, MediaTypes.PIXELS);
    Files.delete(file);
    before.files.put(key(planned.version(), size), ref);
    return ref;
  }

  private static String key(String version, PackedSize size) {
    return version + " " + size.resize() + " " + size.interpolation();
  }

  private Optional<ArtifactRef> known(String version, PackedSize size, Packed before) {
    return Optional.ofNullable(before.files.get(key(version, size)))
        .or(
            () ->
                QuarkusTransaction.requiringNew()
                    .call(() -> PixelsRow.of(version, size.resize(), size.interpolation())))
        .filter(this::isThere);
  }

  private ArtifactRef packed(Registered dataset, PackedSize size, Path folder, Packed before)
      throws IOException {
    Optional<ArtifactRef> known = known(dataset.hash(), size, before);
    if (known.isPresent()) {
      return known.get();
    }
    Path file = folder.resolve("pixels-" + size.resize() + "-" + size.interpolation());
    List<Source> sources =
        dataset.version().images().stream()
            .map(image -> new Source(image.file(), ids.image(image.image()), image.sha256()))
            .toList();
    try {
      decoding.pack(
          dataset.dataset(),
          sources,
          dataset.version().decoding(),
          size.resize(),
          size.interpolation(),
          file);
      ArtifactRef ref = store.put(file, MediaTypes.PIXELS);
      Files.delete(file);
      before.files.put(key(dataset.hash(), size), ref);
      return ref;
    } catch (DatasetException e) {
      throw new FaultException(
          e.faults().stream()
              .map(fault -> new Fault(dataset.at() + ".name", dataset.dataset(), fault))
              .toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while images were packed", e);
    }
  }

  /** False if the store has lost the file, or is another store than before. */
  private boolean isThere(ArtifactRef file) {
    try {
      return Files.exists(store.local(file));
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.SplitPublished.Pixels;
import dev.assay.contracts.file.BlockHashes;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.DecodingQueue;
import dev.assay.data.store.PixelsRow;
import dev.assay.data.study.ExternalPlans.Registered;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.pixels.JoinedPixels;
import dev.assay.datasets.pixels.PackingOrder;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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
  private final int listed;

  SplitFiles(
      ArtifactStore store,
      DecodingQueue decoding,
      WorkFolder work,
      PublishedIds ids,
      DataConfig config) {
    this.store = store;
    this.listed = config.listedImages();
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
    private final Map<String, Pixels> files = new HashMap<>();
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
        Packing packing = new Packing(size, manifest, folder, before);
        pixels.add(
            joined == null
                ? packed(
                    new Registered(
                        planned.registered(),
                        planned.at(),
                        planned.version(),
                        planned.split().version()),
                    packing)
                : joined(planned, joined, packing));
      }
      return new Stored(planned, manifest, ref, List.copyOf(pixels), List.of());
    } finally {
      WorkFolder.delete(folder);
    }
  }

  /**
   * How images are packed.
   *
   * @param split whose parts order very many
   * @param folder for files on their way to the store
   * @param before files that were packed for other splits of the submission
   */
  private record Packing(PackedSize size, SplitManifest split, Path folder, Packed before) {
    Path file(String name) {
      return folder.resolve(name + "-" + size.resize() + "-" + size.interpolation());
    }

    String key(String version) {
      return version + " " + size.resize() + " " + size.interpolation();
    }
  }

  /** The packed images of two data sets, joined from the packed images of each. */
  private Pixels joined(PlannedSplit planned, ExternalPlans.Joined joined, Packing packing)
      throws IOException {
    Optional<Pixels> known = known(planned.version(), packing);
    if (known.isPresent()) {
      return known.get();
    }
    Path trained = store.local(packed(joined.trained(), packing).file());
    Path tested = store.local(packed(joined.tested(), packing).file());
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
    SequencedMap<String, JoinedPixels.Place> inOrder = new LinkedHashMap<>();
    ordered(List.copyOf(images.keySet()), Function.identity(), packing)
        .forEach(id -> inOrder.put(id, images.get(id)));
    Path file = packing.file("joined");
    PackedSize size = packing.size();
    JoinedPixels.write(inOrder, size.resize(), size.interpolation(), listed, file);
    return store(planned.version(), file, inOrder.size(), packing);
  }

  /** Files of fewer images keep the order, and so the bytes, that they always had. */
  private <T> List<T> ordered(List<T> images, Function<T, String> id, Packing packing) {
    return images.size() > listed ? new PackingOrder(packing.split()).of(images, id) : images;
  }

  /** Stores a file that was packed; of very many images also the hashes of its blocks. */
  private Pixels store(String version, Path file, int images, Packing packing) throws IOException {
    ArtifactRef ref = store.put(file, MediaTypes.PIXELS);
    PackedSize size = packing.size();
    Pixels pixels =
        new Pixels(
            size.resize(),
            ref,
            size.interpolation(),
            images > listed ? blocks(file, ref, packing) : null);
    Files.delete(file);
    packing.before().files.put(packing.key(version), pixels);
    return pixels;
  }

  private ArtifactRef blocks(Path file, ArtifactRef ref, Packing packing) throws IOException {
    Path list = packing.file("blocks");
    BlockHashes.of(file, ref, BlockHashes.BLOCK).write(list);
    ArtifactRef stored = store.put(list, MediaTypes.PIXELS_BLOCKS);
    Files.delete(list);
    return stored;
  }

  private Optional<Pixels> known(String version, Packing packing) throws IOException {
    PackedSize size = packing.size();
    Optional<Pixels> known =
        Optional.ofNullable(packing.before().files.get(packing.key(version)))
            .or(
                () ->
                    QuarkusTransaction.requiringNew()
                        .call(() -> PixelsRow.of(version, size.resize(), size.interpolation())))
            .filter(pixels -> isThere(pixels.file()));
    @Nullable ArtifactRef blocks = known.map(Pixels::blocks).orElse(null);
    if (blocks != null && !store.isIntact(blocks)) {
      // Made again from the file, it has the hash that events name.
      ArtifactRef file = known.get().file();
      blocks(store.local(file), file, packing);
    }
    return known;
  }

  private Pixels packed(Registered dataset, Packing packing) throws IOException {
    Optional<Pixels> known = known(dataset.hash(), packing);
    if (known.isPresent()) {
      return known.get();
    }
    Path file = packing.file("pixels");
    PackedSize size = packing.size();
    List<Source> sources =
        ordered(
            dataset.version().images().stream()
                .map(image -> new Source(image.file(), ids.image(image.image()), image.sha256()))
                .toList(),
            Source::image,
            packing);
    try {
      decoding.pack(
          dataset.dataset(),
          sources,
          dataset.version().decoding(),
          size.resize(),
          size.interpolation(),
          file);
      return store(dataset.hash(), file, sources.size(), packing);
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

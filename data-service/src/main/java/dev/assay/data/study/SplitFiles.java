package dev.assay.data.study;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.SplitPublished.Pixels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.Decoding;
import dev.assay.data.store.PixelsRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.pixels.PixelsPacker.Source;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts what a split consists of into the artifact store: its manifest, and the packed images of the
 * version at every size that is asked for, each packed once.
 */
@ApplicationScoped
public class SplitFiles {
  private static final String FOLDER = "packing";

  private final ArtifactStore store;
  private final Decoding decoding;
  private final WorkFolder work;

  SplitFiles(ArtifactStore store, Decoding decoding, WorkFolder work) {
    this.store = store;
    this.decoding = decoding;
    this.work = work;
  }

  /** A split whose files are stored; which study it is for is not known yet. */
  record Stored(
      PlannedSplit planned, SplitManifest manifest, ArtifactRef file, List<Pixels> pixels) {

    SplitPublished event(String studyId) {
      return new SplitPublished(
          studyId,
          planned.dataset(),
          manifest.splitId(),
          manifest.hashes(),
          file,
          pixels,
          manifest.classes(),
          manifest.groupKind(),
          manifest.synthetic());
    }
  }

  /**
   * @param sizes to pack the images at
   * @throws FaultException if the images are no longer those that were registered
   * @throws IOException if the disk is full
   */
  Stored store(PlannedSplit planned, Iterable<PackedSize> sizes) throws IOException {
    Path folder = work.fresh(FOLDER);
    try {
      SplitManifest manifest = planned.split().manifest(planned.dataset());
      Path file = folder.resolve("manifest.json");
      manifest.write(file);
      ArtifactRef ref = store.put(file, MediaTypes.SPLIT_MANIFEST);
      List<Pixels> pixels = new ArrayList<>();
      for (PackedSize size : sizes) {
        ArtifactRef packed = packed(planned, size, folder);
        boolean usual = size.interpolation().equals(Preprocessing.BILINEAR);
        pixels.add(new Pixels(size.resize(), packed, usual ? null : size.interpolation()));
      }
      return new Stored(planned, manifest, ref, List.copyOf(pixels));
    } finally {
      WorkFolder.delete(folder);
    }
  }

  private ArtifactRef packed(PlannedSplit planned, PackedSize size, Path folder)
      throws IOException {
    Optional<ArtifactRef> known =
        QuarkusTransaction.requiringNew()
            .call(() -> PixelsRow.of(planned.version(), size.resize(), size.interpolation()));
    if (known.isPresent() && isThere(known.get())) {
      return known.get();
    }
    Path file = folder.resolve("pixels-" + size.resize() + "-" + size.interpolation());
    List<Source> sources =
        planned.split().version().images().stream()
            .map(image -> new Source(image.file(), image.image(), image.sha256()))
            .toList();
    try {
      decoding.pack(
          planned.dataset(),
          sources,
          planned.split().version().reading(),
          size.resize(),
          size.interpolation(),
          file);
      ArtifactRef ref = store.put(file, MediaTypes.PIXELS);
      Files.delete(file);
      return ref;
    } catch (DatasetException e) {
      throw new FaultException(
          e.faults().stream()
              .map(fault -> new Fault(planned.at() + ".name", planned.registered(), fault))
              .toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while images were packed", e);
    }
  }

  /** The store may have lost it, or be another one than before. */
  private boolean isThere(ArtifactRef file) {
    try {
      return Files.exists(store.local(file));
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      return false;
    }
  }
}

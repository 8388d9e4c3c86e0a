// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.ErasedImageRow;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.Locks;
import dev.assay.data.store.QuarantineRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.layout.Provenance;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.FileStamp;
import dev.assay.datasets.scan.QuarantinedFile;
import dev.assay.datasets.scan.ScanMemory;
import dev.assay.datasets.scan.ScannedImage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores and loads versions of data sets. */
@ApplicationScoped
@Transactional
public class Versions {
  /** Rows in memory before they are written. */
  private static final int FLUSH_EVERY = 2000;

  private final EntityManager entities;
  private final ErasedIds erased;

  Versions(EntityManager entities, ErasedIds erased) {
    this.entities = entities;
    this.erased = erased;
  }

  /** Images of a version were erased after its scan had read them. */
  static final class ErasedMeanwhileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ErasedMeanwhileException() {
      super("images were erased while they were read");
    }
  }

  /** Removes what a scan has left whose version was not stored, since its images were erased. */
  void forget(DatasetVersion version) {
    Locks.take(entities, Locks.ERASURE);
    entities
        .createNativeQuery(
            "delete from thumbnails where content_hash = ?1"
                + " and content_hash not in (select content_hash from dataset_version)")
        .setParameter(1, version.contentHash())
        .executeUpdate();
    entities
        .createNativeQuery(
            "delete from image_fingerprint f where sha256 = any(?1)"
                + " and not exists (select from image i where i.sha256 = f.sha256)")
        .setParameter(1, version.images().stream().map(ScannedImage::sha256).toArray(String[]::new))
        .executeUpdate();
  }

  /**
   * Stores this as the current version of the data set. Equal content is the same version.
   *
   * @param scannedSince when the scan began
   * @param fence runs first in the transaction; if it throws, nothing is stored
   * @throws FaultException if this version was erased since
   * @throws ErasedMeanwhileException if images of it were erased since
   */
  public void keep(String name, DatasetVersion version, Instant scannedSince, Runnable fence) {
    fence.run();
    Locks.take(entities, Locks.ERASURE);
    if (ErasedImageRow.anySince(name, scannedSince)) {
      ErasedImages images = erased.of(name);
      if (version.images().stream().anyMatch(images::has)) {
        throw new ErasedMeanwhileException();
      }
    }
    if (wasErased(name, version, scannedSince)) {
      throw new FaultException(
          new Fault("name", name, "was erased while its images were read; nothing is stored"));
    }
    Locks.take(entities, "dataset:" + name);
    DatasetRow dataset =
        DatasetRow.of(name)
            .orElseGet(
                () -> {
                  DatasetRow row = new DatasetRow();
                  row.name = name;
                  row.registeredAt = Instant.now();
                  row.persistAndFlush();
                  return row;
                });
    VersionRow row = versionRow(name, version);
    dataset.versionId = row.id;
    dataset.registeredAt = Instant.now();
    entities.flush();
    int pending = 0;
    for (ScannedImage image : version.images()) {
      imageRow(row.id, version.root(), image).persist();
      pending = flushEvery(pending + 1);
    }
    for (QuarantinedFile file : version.quarantined()) {
      quarantineRow(row.id, version.root(), file).persist();
      pending = flushEvery(pending + 1);
    }
  }

  private boolean wasErased(String name, DatasetVersion version, Instant since) {
    Object found =
        entities
            .createNativeQuery(
                """
                select exists (select from erased_version
                  where dataset = ?1 and content_hash = ?2 and erased_at >= ?3)
                """)
            .setParameter(1, name)
            .setParameter(2, version.contentHash())
            .setParameter(3, since)
            .getSingleResult();
    return (Boolean) found;
  }

  private int flushEvery(int pending) {
    if (pending < FLUSH_EVERY) {
      return pending;
    }
    entities.flush();
    entities.clear();
    return 0;
  }

  private static VersionRow versionRow(String name, DatasetVersion version) {
    Optional<VersionRow> known = VersionRow.of(name, version.contentHash());
    VersionRow row = known.orElseGet(VersionRow::new);
    row.root = version.root().toAbsolutePath().normalize().toString();
    row.synthetic = version.synthetic();
    row.source = version.provenance().map(Provenance::source).orElse(null);
    row.licence = version.provenance().map(Provenance::licence).orElse(null);
    row.notes = version.notes().isEmpty() ? null : Json.write(version.notes());
    if (known.isPresent()) {
      // The same images, perhaps in another folder or with other quarantined files.
      ImageRow.delete("versionId", row.id);
      QuarantineRow.delete("versionId", row.id);
      return row;
    }
    row.dataset = name;
    row.contentHash = version.contentHash();
    row.layout = version.layout();
    row.groupKind = version.groupKind();
    row.classes = Json.write(version.classes());
    row.decoding = version.decoding().isPaper() ? null : Json.write(version.decoding());
    row.registeredAt = Instant.now();
    row.persist();
    return row;
  }

  private static ImageRow imageRow(Long versionId, Path root, ScannedImage image) {
    ImageRow row = new ImageRow();
    row.versionId = versionId;
    row.image = image.image();
    row.sha256 = image.sha256();
    row.bytes = image.bytes();
    row.width = image.width();
    row.height = image.height();
    row.label = image.label();
    row.groupId = image.group();
    row.part = image.part().map(Part::label).orElse(null);
    row.path = root.relativize(image.file()).toString();
    row.attributes = image.attributes().isEmpty() ? null : Json.write(image.attributes());
    row.stamp = image.stamp().map(FileStamp::text).orElse(null);
    row.findings = image.findings() == null ? null : image.findings().text();
    return row;
  }

  private static QuarantineRow quarantineRow(Long versionId, Path root, QuarantinedFile file) {
    QuarantineRow row = new QuarantineRow();
    row.versionId = versionId;
    row.path = root.relativize(file.file()).toString();
    row.reason = file.reason().label();
    row.detail = file.detail();
    row.className = file.className().orElse(null);
    row.stamp = file.stamp().map(FileStamp::text).orElse(null);
    return row;
  }

  /** A version as its scan returned it. */
  public DatasetVersion load(VersionRow row) {
    return load(row, Path.of(row.root));
  }

  /** A version whose files are below another folder. */
  private static DatasetVersion load(VersionRow row, Path root) {
    List<ScannedImage> images =
        ImageRow.ofVersion(row.id).stream().map(image -> scanned(root, image)).toList();
    List<QuarantinedFile> quarantined =
        QuarantineRow.ofVersion(row.id).stream().map(file -> quarantined(root, file)).toList();
    return new DatasetVersion(
        root,
        row.layout,
        row.groupKind,
        row.classNames(),
        row.synthetic,
        images,
        quarantined,
        row.decodingOptions(),
        provenance(row),
        row.noteTexts());
  }

  /**
   * The scan results of the current version, for the next scan.
   *
   * @param folder to be scanned; hard links in it to files of the version are recognised
   */
  public ScanMemory memory(String name, Path folder) {
    return DatasetRow.of(name)
        .filter(row -> row.versionId != null)
        .map(DatasetRow::version)
        .map(
            row -> {
              Path root = Path.of(row.root);
              return ScanMemory.of(load(row, root.startsWith(folder) ? root : folder));
            })
        .orElse(ScanMemory.NONE);
  }

  private static Optional<Provenance> provenance(VersionRow row) {
    return row.source == null || row.licence == null
        ? Optional.empty()
        : Optional.of(new Provenance(row.source, row.licence));
  }

  private static Map<String, String> attributes(ImageRow row) {
    Map<String, String> attributes = new HashMap<>();
    if (row.attributes != null) {
      Json.read(row.attributes, JsonNode.class)
          .properties()
          .forEach(e -> attributes.put(e.getKey(), e.getValue().textValue()));
    }
    return attributes;
  }

  private static ScannedImage scanned(Path root, ImageRow row) {
    return new ScannedImage(
        root.resolve(row.path),
        row.image,
        row.sha256,
        row.bytes,
        row.width,
        row.height,
        row.label,
        row.groupId,
        Arrays.stream(Part.values()).filter(p -> p.label().equals(row.part)).findFirst(),
        attributes(row),
        Optional.ofNullable(row.stamp).map(FileStamp::ofText),
        row.findings == null ? null : new FindingLabels(row.findings));
  }

  private static QuarantinedFile quarantined(Path root, QuarantineRow row) {
    QuarantineReason reason =
        Arrays.stream(QuarantineReason.values())
            .filter(r -> r.label().equals(row.reason))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("unknown reason " + row.reason));
    return new QuarantinedFile(
        root.resolve(row.path),
        reason,
        row.detail,
        Optional.ofNullable(row.className),
        Optional.ofNullable(row.stamp).map(FileStamp::ofText));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.data.dataset.Versions;
import dev.assay.data.quota.UploadLedger;
import dev.assay.data.store.ErasedImageRow;
import dev.assay.data.store.ErasureRow;
import dev.assay.data.store.StudyRow;
import dev.assay.data.store.VersionRow;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.Outbox;
import dev.assay.outbox.Removal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Removes rows of this service, and requests the same of the others, in the caller's transaction.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class RemovedRows {
  private static final String SERVICE = "data-service";

  private static final String UNUSED =
      "content_hash not in (select content_hash from dataset_version)";

  private final ErasedStudies erased;
  private final Outbox outbox;
  private final EventContents contents;
  private final Versions versions;
  private final UploadLedger uploads;
  private final EntityManager entities;

  RemovedRows(
      ErasedStudies erased,
      Outbox outbox,
      ArtifactStore store,
      Versions versions,
      UploadLedger uploads,
      EntityManager entities) {
    this.versions = versions;
    this.uploads = uploads;
    this.erased = erased;
    this.outbox = outbox;
    this.contents = new EventContents(store);
    this.entities = entities;
  }

  void remove(Erasures.Target target, ErasureRequested request, List<Path> folders) {
    target.part().ifPresent(part -> rests(part, request));
    entities.flush();
    Removal removal = erased.begin(request.erasure(), request.ids());
    studies(removal);
    target.part().ifPresent(part -> files(part, removal));
    target.versions().forEach(version -> version(version, removal));
    target.dataset().ifPresent(dataset -> dataset(dataset.name, removal));
    target.weights().ifPresent(row -> removal.delete("weights", "sha256 = ?", row.sha256));
    target.model().ifPresent(row -> removal.delete("imported_model", "name = ?", row.name));
    removal.delete(
        "packed_pixels",
        UNUSED
            + " and not exists (select from study s where"
            + " position((packed_pixels.file::json ->> 'uri') in s.splits) > 0)");
    removal.delete("thumbnails", UNUSED);
    uploads.settle(target.part().map(PartErasure::files).orElse(List.of()));
    send(request);
    keep(target, request, removal, folders);
    // What was read of these rows before is no longer so.
    entities.clear();
  }

  /**
   * What is left of current versions, before these go: fingerprints of images that stay, and the
   * watches of data sets, are then not theirs alone.
   */
  private void rests(PartErasure part, ErasureRequested request) {
    // Rows that were looked at are stored anew.
    entities.flush();
    entities.clear();
    Instant now = Instant.now();
    part.rests().forEach((dataset, rest) -> versions.keep(dataset, rest, now, () -> {}));
    part.kept().forEach(key -> ErasedImageRow.keep(entities, key, request.erasure()));
  }

  /** Files that are known by their names, and are no images of the versions that go. */
  private static void files(PartErasure part, Removal removal) {
    part.paths()
        .forEach(
            (dataset, paths) -> {
              Object all = paths.toArray(new String[0]);
              removal.delete(
                  "quarantined_file",
                  "path = any(?) and version_id in (select id from dataset_version where dataset ="
                      + " ?)",
                  all,
                  dataset);
              // A batch of a watched folder that is open lists files that lie there.
              removal.delete(
                  "arrival",
                  "path = any(?) and batch_id in (select id from arrival_batch where dataset = ?)"
                      + " and (staged is not null or batch_id in (select id from arrival_batch"
                      + " where state in ('DONE', 'FAILED')))",
                  all,
                  dataset);
              removal.empty(
                  "arrival_batch",
                  "id",
                  "state = 'FAILED', ended_at = now(), reason = 'its images were erased'",
                  "dataset = ? and state in ('COLLECTING', 'CLOSED') and not exists (select from"
                      + " arrival a where a.batch_id = arrival_batch.id)",
                  dataset);
            });
  }

  /** The id and the name stay: no other study gets the id, and readers learn what happened. */
  private static void studies(Removal removal) {
    removal.deleteOfStudies("study_cell");
    removal.deleteOfStudies("standing_study");
    removal.empty(
        "study",
        "study_id",
        "submitted = '', splits = '[]', notes = '[]', state = '"
            + StudyRow.State.DATA_WITHDRAWN
            + "', ended_at = coalesce(ended_at, now())",
        "study_id = any(?)",
        removal.studies());
  }

  private static void version(VersionRow version, Removal removal) {
    Long id = version.id;
    String dataset = version.dataset;
    removal.delete(
        "image_fingerprint",
        "exists (select from image i where i.version_id = ? and i.sha256 ="
            + " image_fingerprint.sha256) and not exists (select from image i where i.version_id <>"
            + " ? and i.sha256 = image_fingerprint.sha256)",
        id,
        id);
    removal.delete("image", "version_id = ?", id);
    removal.delete("quarantined_file", "version_id = ?", id);
    removal.delete("dataset_split", "dataset = ? and version = ?", dataset, version.contentHash);
    removal.delete(
        "arrival",
        "batch_id in (select id from arrival_batch where dataset = ? and version = ?)",
        dataset,
        version.contentHash);
    boolean current =
        !removal.values("select name from dataset where version_id = ?", id).isEmpty();
    if (current) {
      removal.empty("dataset", "name", "version_id = null", "name = ?", dataset);
      watches(dataset, removal);
    }
    removal.delete("dataset_version", "id = ?", id);
    removal.values(
        "insert into erased_version (dataset, content_hash, erased_at) values (?, ?,"
            + " clock_timestamp()) on conflict (dataset, content_hash) do update set erased_at ="
            + " clock_timestamp() returning dataset",
        dataset,
        version.contentHash);
  }

  /** Nothing brings the files back that lie in a folder or a bucket. */
  private static void watches(String dataset, Removal removal) {
    removal.delete("watched_folder", "dataset = ?", dataset);
    removal.delete("watched_bucket", "dataset = ?", dataset);
    removal.delete("arrived_file", "dataset = ?", dataset);
    removal.delete("taken_object", "dataset = ?", dataset);
    String open = "dataset = ? and state in ('COLLECTING', 'CLOSED')";
    removal.delete(
        "arrival", "batch_id in (select id from arrival_batch where " + open + ")", dataset);
    removal.empty(
        "arrival_batch",
        "id",
        "state = 'FAILED', ended_at = now(), reason = 'the version before was erased'",
        open,
        dataset);
  }

  private static void dataset(String dataset, Removal removal) {
    String batches = "batch_id in (select id from arrival_batch where dataset = ?)";
    removal.delete("arrival", batches, dataset);
    removal.delete("batch_study", batches, dataset);
    removal.delete("arrival_batch", "dataset = ?", dataset);
    removal.delete("dataset_split", "dataset = ?", dataset);
    watches(dataset, removal);
    removal.delete("dataset", "name = ?", dataset);
  }

  private void keep(
      Erasures.Target target, ErasureRequested request, Removal removal, List<Path> folders) {
    int files = target.part().map(part -> part.files().size()).orElse(0);
    removal.count("folders of uploads", folders.size() - files);
    removal.count("files of images", files);
    ErasureRow row = new ErasureRow();
    row.erasure = request.erasure();
    row.requestedAt = Instant.parse(request.at());
    row.confirmation =
        Json.write(
            ErasureConfirmed.of(request.erasure(), SERVICE, removal.removed(), removal.files()));
    row.folders = Json.write(folders.stream().map(Path::toString).toList());
    row.persistAndFlush();
  }

  /** Everything of an erasure is removed here. */
  void confirm(ErasureRow row, Instant now) {
    send(row.confirmation());
    row.folders = "[]";
    row.confirmedAt = now;
  }

  private void send(AssayEvent event) {
    outbox.add(
        event.eventType().topic(),
        event.studyId(),
        event.eventId(),
        event.eventType().type(),
        contents.write(event));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.ThumbnailsRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ImageObserver;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.scan.ScannedImage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Thumbnails of the images of versions. A scan makes those of the images that it decodes; those of
 * images that have not changed come from the version before. What is missing is made on demand.
 */
@ApplicationScoped
public class Thumbnails {
  private static final String FOLDER = "thumbnails";

  /** Versions whose ids stay in memory. */
  private static final int REMEMBERED = 4;

  private final WorkFolder work;
  private final ArtifactStore store;
  private final OpenThumbnails files;
  private final PublishedIds ids;
  private final OneThumbnail decoding;
  private final Map<Long, Map<String, String>> images =
      Collections.synchronizedMap(
          new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Map<String, String>> eldest) {
              return size() > REMEMBERED;
            }
          });

  Thumbnails(
      WorkFolder work,
      ArtifactStore store,
      OpenThumbnails files,
      PublishedIds ids,
      OneThumbnail decoding) {
    this.work = work;
    this.store = store;
    this.files = files;
    this.ids = ids;
    this.decoding = decoding;
  }

  /** Collects those of a scan. */
  public ScannedThumbnails collect(ImageObserver fingerprints) {
    try {
      Path temporary = Files.createTempFile(work.folder(FOLDER), "scan", ".tmp");
      Files.delete(temporary);
      return new ScannedThumbnails(temporary, fingerprints);
    } catch (IOException e) {
      throw new UncheckedIOException("the work folder cannot be written", e);
    }
  }

  /**
   * Stores the thumbnails of a version as one artifact.
   *
   * @param name of the data set, whose current version has those of unchanged images
   * @param scanned those of the images that the scan decoded
   */
  public void keep(String name, DatasetVersion version, ScannedThumbnails scanned) {
    Optional<ArtifactRef> before =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    ThumbnailsRow.of(version.contentHash())
                        .or(
                            () ->
                                DatasetRow.of(name)
                                    .filter(row -> row.versionId != null)
                                    .map(DatasetRow::version)
                                    .filter(row -> row.decodingOptions().equals(version.decoding()))
                                    .flatMap(row -> ThumbnailsRow.of(row.contentHash))));
    Map<String, String> contents = new TreeMap<>();
    for (ScannedImage image : version.images()) {
      contents.put(ids.content(image.sha256()), image.sha256());
    }
    try {
      Path target = Files.createTempFile(work.folder(FOLDER), "version", ".zip");
      try {
        if (write(contents, scanned, before, target) > 0) {
          ArtifactRef file = store.put(target, ThumbnailFile.MEDIA_TYPE);
          QuarkusTransaction.requiringNew()
              .run(() -> ThumbnailsRow.keep(version.contentHash(), file));
        }
      } finally {
        Files.delete(target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the thumbnails cannot be written to the work folder", e);
    }
  }

  private int write(
      Map<String, String> contents,
      ScannedThumbnails scanned,
      Optional<ArtifactRef> before,
      Path target)
      throws IOException {
    try (ThumbnailFile.Writer writer =
        new ThumbnailFile.Writer(new BufferedOutputStream(Files.newOutputStream(target)))) {
      for (Map.Entry<String, String> each : contents.entrySet()) {
        Optional<byte[]> jpeg =
            scanned
                .get(each.getValue())
                .or(() -> before.flatMap(file -> files.get(file, each.getKey())));
        if (jpeg.isPresent()) {
          writer.add(each.getKey(), jpeg.get());
        }
      }
      return writer.count();
    }
  }

  /**
   * A thumbnail, made now if there is none.
   *
   * @param contentHash of the version
   * @param content keyed id of the image's bytes
   * @return empty if there is no such version, or no such image in it
   * @throws UnusableImageException if it must be made and its file is not there any more
   */
  public Optional<byte[]> find(String contentHash, String content)
      throws UnusableImageException, InterruptedException {
    Optional<ArtifactRef> file =
        QuarkusTransaction.requiringNew().call(() -> ThumbnailsRow.of(contentHash));
    Optional<byte[]> known = file.flatMap(ref -> files.get(ref, content));
    if (known.isPresent()) {
      return known;
    }
    Optional<Source> source =
        QuarkusTransaction.requiringNew().call(() -> source(contentHash, content));
    return source.isEmpty() ? Optional.empty() : Optional.of(made(source.get()));
  }

  private record Source(VersionRow version, ImageRow image) {}

  private Optional<Source> source(String contentHash, String content) {
    for (VersionRow version : VersionRow.<VersionRow>list("contentHash", contentHash)) {
      String image =
          images.computeIfAbsent(version.id, this::imagesOf).getOrDefault(content, content);
      Optional<ImageRow> row =
          ImageRow.<ImageRow>find("versionId = ?1 and image = ?2", version.id, image)
              .firstResultOptional();
      if (row.isPresent()) {
        return Optional.of(new Source(version, row.get()));
      }
    }
    return Optional.empty();
  }

  /** Images by the ids of their contents: keyed, and those of manifests of earlier releases. */
  private Map<String, String> imagesOf(Long version) {
    Map<String, String> byContent = new LinkedHashMap<>();
    for (ImageRow row : ImageRow.ofVersion(version)) {
      byContent.put(ids.content(row.sha256), row.image);
      byContent.put(row.sha256, row.image);
    }
    return byContent;
  }

  private byte[] made(Source source) throws UnusableImageException, InterruptedException {
    return decoding.thumbnail(
        Path.of(source.version().root).resolve(source.image().path),
        source.image().sha256,
        source.version().decodingOptions());
  }
}

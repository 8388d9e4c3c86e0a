// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static dev.assay.data.ingestion.StagingFolder.refused;

import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.dataset.UploadLimits;
import dev.assay.data.quota.OpenUpload;
import dev.assay.data.quota.Sender;
import dev.assay.data.quota.UploadQuota;
import dev.assay.datasets.source.ArchiveUnpacker;
import dev.assay.datasets.source.UnpackLimits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images that a client sends in a request for a data set that was uploaded. */
@ApplicationScoped
public class ImageUploads {
  private static final String SOURCE = "upload";
  private static final int BUFFER = 1 << 16;

  private final BatchCollector batches;
  private final StagingFolder staging;
  private final UnpackLimits limits;
  private final UploadQuota quota;

  ImageUploads(
      BatchCollector batches, StagingFolder staging, UploadQuota quota, DataConfig config) {
    this.quota = quota;
    this.batches = batches;
    this.staging = staging;
    this.limits = UploadLimits.of(config.upload());
  }

  /**
   * The files of a request that are in a batch now.
   *
   * @param batch its number; it is closed when nothing has been sent for the quiet time
   * @param files of this request
   */
  public record Accepted(String dataset, long batch, int files) {}

  /** The body of a request, which is read once. */
  public sealed interface Upload {
    /** A zip or tar of images, by their paths in the data set. */
    record Archive(InputStream bytes) implements Upload {}

    /**
     * One image.
     *
     * @param path in the data set, in the form that its layout expects
     */
    record Image(@Nullable String path, InputStream bytes) implements Upload {}
  }

  /**
   * @param digest value of the header {@code Content-Digest}
   * @param sender whose quota it counts towards
   * @return empty if there is no such data set
   * @throws FaultException if the upload cannot be accepted; nothing of it is kept
   * @throws dev.assay.rest.ProblemException if the sender has no room for it; likewise
   * @throws IOException if the stream breaks or the disk is full
   */
  public Optional<Accepted> accept(
      String dataset, Upload upload, @Nullable String digest, Sender sender) throws IOException {
    ContentDigest expected = ContentDigest.of(digest);
    if (!staging.accepts(dataset)) {
      return Optional.empty();
    }
    try (OpenUpload open = quota.begin(sender, dataset)) {
      return Optional.of(
          staging
              .stage(
                  folder -> {
                    open.into(folder);
                    write(upload, expected, folder, open);
                  },
                  files -> add(dataset, files, open))
              .orElseThrow(() -> refused("archive", null, "has no file in it")));
    }
  }

  private Accepted add(String dataset, Map<String, Path> files, OpenUpload open) {
    long batch =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  open.keep();
                  return batches.addSent(dataset, files, SOURCE);
                });
    return new Accepted(dataset, batch, files.size());
  }

  private void write(Upload upload, ContentDigest digest, Path folder, OpenUpload open)
      throws IOException {
    switch (upload) {
      case Upload.Archive archive -> {
        InputStream bytes = digest.watching(archive.bytes());
        new ArchiveUnpacker(limits, open).unpack(new Unclosed(bytes), folder);
        readToEnd(bytes);
      }
      case Upload.Image image -> write(image, digest.watching(open.counted(image.bytes())), folder);
    }
    digest.check();
  }

  private void write(Upload.Image image, InputStream bytes, Path folder) throws IOException {
    Path target =
        ArchiveUnpacker.below(folder, image.path() == null ? "" : image.path())
            .orElseThrow(
                () ->
                    refused(
                        "Assay-Path",
                        image.path(),
                        "must be the image's path in the data set, such as train/NORMAL/1.png"));
    Files.createDirectories(target.getParent());
    long count = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        count += read;
        if (count > limits.bytes()) {
          throw refused("body", null, "has more than " + limits.bytes() + " bytes");
        }
        out.write(buffer, 0, read);
      }
    }
    if (count == 0) {
      throw refused("body", null, "is empty");
    }
  }

  /** The digest covers the list of contents, too, which follows the last file of an archive. */
  private void readToEnd(InputStream bytes) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long count = 0;
    for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
      count += read;
      if (count > limits.bytes()) {
        throw refused("archive", null, "goes on for more than " + limits.bytes() + " bytes");
      }
    }
  }

  /** Keeps the stream open when the unpacker closes it: the rest is still to be read. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The caller that opened the stream closes it.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import dev.assay.datasets.source.UnpackWatch;
import dev.assay.rest.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An upload from its begin until it is registered or refused. What it takes of the disk is reserved
 * before it is written. Used by one thread.
 */
public final class OpenUpload implements UnpackWatch, AutoCloseable {
  private final UploadQuota quota;
  private final long id;
  private final String caller;
  private long bytes;
  private long files;
  private UploadQuota.Reserved reserved;
  private @Nullable Path folder;

  OpenUpload(UploadQuota quota, long id, String caller, UploadQuota.Reserved reserved) {
    this.quota = quota;
    this.id = id;
    this.caller = caller;
    this.reserved = reserved;
  }

  /** The folder that it is unpacked into; it is deleted if the service stops in the middle. */
  public void into(Path unpacked) {
    folder = unpacked;
    quota.into(id, unpacked);
  }

  /**
   * @throws ProblemException if it is more than the caller may hold
   */
  @Override
  public void takes(long more, int entries) {
    bytes += more;
    files += entries;
    if (bytes > reserved.bytes() || files > reserved.files()) {
      reserved = quota.reserve(id, caller, new UploadQuota.Reserved(bytes, files));
    }
  }

  /** A body that is written as it is. */
  public InputStream counted(InputStream body) {
    takes(0, 1);
    return new FilterInputStream(body) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        takes(value < 0 ? 0 : 1, 0);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        takes(Math.max(0, read), 0);
        return read;
      }
    };
  }

  /**
   * Records what is in its folder, in the transaction that stores the version or the batch that
   * needs it.
   *
   * @throws ProblemException if it was given up meanwhile, because its service was silent for long
   */
  public void keep() {
    if (folder == null) {
      throw new IllegalStateException("an upload without a folder cannot be kept");
    }
    quota.keep(id, folder);
  }

  @Override
  public void close() {
    quota.end(id);
  }
}

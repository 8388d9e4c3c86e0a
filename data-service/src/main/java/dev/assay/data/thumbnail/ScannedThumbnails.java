// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import dev.assay.datasets.leaks.Fingerprint;
import dev.assay.datasets.scan.ImageObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The thumbnails of one scan, in a temporary file, since a data set may have a million of them.
 * Safe for use by several threads.
 */
public final class ScannedThumbnails implements ImageObserver, AutoCloseable {
  private final ImageObserver fingerprints;
  private final FileChannel file;
  private final Map<String, Place> places = new HashMap<>();
  private long end;

  private record Place(long from, int length) {}

  /**
   * @param temporary does not exist yet; deleted at the end
   * @param fingerprints gets the fingerprints of the same scan
   */
  ScannedThumbnails(Path temporary, ImageObserver fingerprints) throws IOException {
    this.fingerprints = fingerprints;
    this.file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  @Override
  public void decoded(String sha256, Fingerprint fingerprint) {
    fingerprints.decoded(sha256, fingerprint);
  }

  @Override
  public boolean wantsThumbnails() {
    return true;
  }

  @Override
  public synchronized void thumbnail(String sha256, byte[] jpeg) {
    if (places.containsKey(sha256)) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(jpeg);
      while (bytes.hasRemaining()) {
        file.write(bytes, end + bytes.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("thumbnails cannot be written to the work folder", e);
    }
    places.put(sha256, new Place(end, jpeg.length));
    end += jpeg.length;
  }

  synchronized Optional<byte[]> get(String sha256) throws IOException {
    Place place = places.get(sha256);
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(place.length());
    while (bytes.hasRemaining() && file.read(bytes, place.from() + bytes.position()) >= 0) {
      // Reads on.
    }
    return Optional.of(bytes.array());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

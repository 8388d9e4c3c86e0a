// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Verified copies of artifacts on this disk, for memory mapping. When they exceed their limit, the
 * least recently used are deleted first. A copy that was returned within the last hour is kept,
 * because its user may not have opened it yet, so the limit can be exceeded for a while. (An open
 * or mapped file can still be read after its deletion.)
 */
final class LocalCopies {
  private static final Duration IN_USE = Duration.ofHours(1);

  /** Two artifacts with the same lock wait for each other; nothing else happens. */
  private static final int LOCKS = 256;

  private final FileSystemStore files;
  private final long limit;
  private final Supplier<Instant> clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

  LocalCopies(Path root, long limit) {
    this(root, limit, Instant::now);
  }

  LocalCopies(Path root, long limit, Supplier<Instant> clock) {
    this.files = new FileSystemStore(root);
    this.limit = limit;
    this.clock = clock;
  }

  ArtifactRef put(InputStream bytes, String mediaType) {
    return remember(files.put(bytes, mediaType));
  }

  ArtifactRef put(Path file, String mediaType) {
    return remember(files.put(file, mediaType));
  }

  private ArtifactRef remember(ArtifactRef ref) {
    used.put(ref.sha256(), clock.get());
    evict();
    return ref;
  }

  /**
   * The copy, made if it is not there. Threads that want the same bytes wait for one of them.
   *
   * @param bytes opens the source; verified while it is copied
   */
  Path local(ArtifactRef ref, Supplier<InputStream> bytes) {
    synchronized (locks[Math.floorMod(ref.sha256().hashCode(), LOCKS)]) {
      used.put(ref.sha256(), clock.get());
      return there(ref).orElseGet(() -> fetch(ref, bytes));
    }
  }

  private Optional<Path> there(ArtifactRef ref) {
    try {
      return Optional.of(files.local(ref));
    } catch (ArtifactException.Missing e) {
      return Optional.empty();
    } catch (ArtifactException.Corrupt e) {
      // Only a copy is damaged: it is fetched again.
      files.delete(ref);
      return Optional.empty();
    }
  }

  private Path fetch(ArtifactRef ref, Supplier<InputStream> bytes) {
    try (InputStream source = bytes.get()) {
      files.put(source, ref.mediaType());
    } catch (IOException | ArtifactException.Unreadable e) {
      // The source is the store's connection, not a user's file as in a put.
      throw new ArtifactException.Unavailable("cannot read " + ref.uri() + ": " + e, e);
    }
    evict();
    return files.local(ref);
  }

  void delete(ArtifactRef ref) {
    files.delete(ref);
    used.remove(ref.sha256());
  }

  private synchronized void evict() {
    List<Stored> copies;
    try (Stream<Stored> all = files.list()) {
      copies = all.sorted(Comparator.comparing(this::lastUse)).toList();
    }
    long total = copies.stream().mapToLong(Stored::size).sum();
    Instant young = clock.get().minus(IN_USE);
    for (Stored copy : copies) {
      if (total <= limit || lastUse(copy).isAfter(young)) {
        return;
      }
      files.delete(ArtifactRef.of(copy.sha256(), copy.size(), "application/octet-stream"));
      used.remove(copy.sha256());
      total -= copy.size();
    }
  }

  /** For a copy from before this process started, the time when it was made. */
  private Instant lastUse(Stored copy) {
    return used.getOrDefault(copy.sha256(), copy.lastPut());
  }
}

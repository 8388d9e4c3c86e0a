// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Verified copies of artifacts on this disk, for memory mapping, and copies of parts of artifacts,
 * for reading. When they exceed their limit, the least recently used are deleted first. A copy that
 * was returned within the last hour is kept, because its user may not have opened it yet, so the
 * limit can be exceeded for a while. (An open or mapped file can still be read after its deletion.)
 */
final class LocalCopies {
  private static final Duration IN_USE = Duration.ofHours(1);

  /** Two artifacts with the same lock wait for each other; nothing else happens. */
  private static final int LOCKS = 256;

  /** Before the hash of a copy that may have a part of its bytes alone. */
  private static final String PART = "part ";

  private final FileSystemStore files;
  private final PartialCopies parts;
  private final long limit;
  private final Supplier<Instant> clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

  LocalCopies(Path root, long limit) {
    this(root, limit, Instant::now);
  }

  LocalCopies(Path root, long limit, Supplier<Instant> clock) {
    this.files = new FileSystemStore(root);
    this.parts = new PartialCopies(root);
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
    use(ref.sha256(), clock.get());
    evict();
    return ref;
  }

  /**
   * The copy, made if it is not there. Threads that want the same bytes wait for one of them.
   *
   * @param bytes opens the source; verified while it is copied
   */
  Path local(ArtifactRef ref, Supplier<InputStream> bytes) {
    synchronized (lock(ref)) {
      use(ref.sha256(), clock.get());
      return there(ref).orElseGet(() -> fetch(ref, bytes));
    }
  }

  /** The copy, if all of it is there. */
  Optional<Path> whole(ArtifactRef ref) {
    synchronized (lock(ref)) {
      Optional<Path> there = there(ref);
      there.ifPresent(path -> use(ref.sha256(), clock.get()));
      return there;
    }
  }

  /**
   * A copy that has at least these blocks. Threads that want parts of the same bytes wait for each
   * other.
   *
   * @param source of those that are missing
   */
  Path part(ArtifactRef ref, BlockHashes list, BitSet wanted, BlockSource source) {
    synchronized (lock(ref)) {
      String key = PART + ref.sha256();
      // Fetching may last longer than an unused copy is kept.
      use(key, Instant.MAX);
      Path file;
      try {
        file = parts.holding(ref, list, wanted, source);
      } finally {
        use(key, clock.get());
      }
      evict();
      return file;
    }
  }

  private Object lock(ArtifactRef ref) {
    return locks[Math.floorMod(ref.sha256().hashCode(), LOCKS)];
  }

  /** Waits while copies are deleted, so that none is that is about to be used. */
  private synchronized void use(String key, Instant when) {
    used.put(key, when);
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
    parts.delete(ref.sha256());
    used.remove(ref.sha256());
    used.remove(PART + ref.sha256());
  }

  /**
   * A copy that may be deleted.
   *
   * @param key in {@link #used}
   * @param bytes that it has on this disk
   * @param used last; for a copy from before this process started, the time when it was made
   */
  private record Copy(String key, long bytes, Instant used, Runnable delete) {}

  private synchronized void evict() {
    List<Copy> copies = new ArrayList<>();
    try (Stream<Stored> whole = files.list()) {
      whole.forEach(
          copy -> copies.add(copy(copy.sha256(), copy, () -> files.delete(unnamed(copy)))));
    }
    parts
        .list()
        .forEach(
            copy ->
                copies.add(copy(PART + copy.sha256(), copy, () -> parts.delete(copy.sha256()))));
    copies.sort(Comparator.comparing(Copy::used));
    long total = copies.stream().mapToLong(Copy::bytes).sum();
    Instant young = clock.get().minus(IN_USE);
    for (Copy copy : copies) {
      if (total <= limit || copy.used().isAfter(young)) {
        return;
      }
      copy.delete().run();
      used.remove(copy.key());
      total -= copy.bytes();
    }
  }

  private Copy copy(String key, Stored stored, Runnable delete) {
    return new Copy(key, stored.size(), used.getOrDefault(key, stored.lastPut()), delete);
  }

  private static ArtifactRef unnamed(Stored copy) {
    return ArtifactRef.of(copy.sha256(), copy.size(), "application/octet-stream");
  }
}

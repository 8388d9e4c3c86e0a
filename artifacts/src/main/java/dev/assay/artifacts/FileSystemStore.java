// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts as files: {@code ROOT/sha256/ab/abcdef...}. A file is written under {@code
 * ROOT/incoming}, forced to disk and moved to its name in one step, so that a name always has all
 * of its bytes, even if a writer is killed. All services of one stack share one root.
 *
 * <p>A collector takes a file to {@code ROOT/collected} before it looks at its age and deletes it.
 * So a put at the same moment makes a new file, or is seen; and a reader who finds no file under
 * its name brings back the one that was taken.
 */
public final class FileSystemStore implements ArtifactStore, ArtifactListing {
  /** Longer than any put takes: an older temporary file was left behind by a killed process. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER = 1 << 16;

  /** How often a collector may take one file away from one reader. */
  private static final int MOST_TAKEN = 3;

  private record Seen(long size, FileTime modified) {}

  private final Path root;
  private final Path incoming;
  private final Path contents;
  private final Path collected;
  private final Map<String, Seen> verified = new ConcurrentHashMap<>();

  /**
   * @param root made if it is not there
   * @throws ArtifactException.Unavailable if it cannot be made or written
   */
  public FileSystemStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.incoming = this.root.resolve("incoming");
    this.contents = this.root.resolve("sha256");
    this.collected = this.root.resolve("collected");
    try {
      Files.createDirectories(collected);
      Files.createDirectories(incoming);
      Files.createDirectories(contents);
      removeAbandoned();
    } catch (IOException e) {
      throw unavailable("use", e);
    }
  }

  @Override
  public ArtifactRef put(Path file, String mediaType) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return put(bytes, mediaType, file.toString());
    } catch (IOException e) {
      throw new ArtifactException.Unreadable(file.toString(), e);
    }
  }

  @Override
  public ArtifactRef put(InputStream bytes, String mediaType) {
    return put(bytes, mediaType, "the stream");
  }

  private ArtifactRef put(InputStream bytes, String mediaType, String what) {
    Path temporary = null;
    try {
      temporary = Files.createTempFile(incoming, "put-", ".tmp");
      MessageDigest digest = Hash.digest();
      long size = copy(bytes, temporary, digest, what);
      ArtifactRef ref = ArtifactRef.of(Hash.hex(digest), size, mediaType);
      readOnly(temporary);
      Path target = path(ref);
      Files.createDirectories(target.getParent());
      // Over an equal file, too: that renews its age for the collector and heals a damaged one.
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
      forceDirectory(target.getParent());
      return ref;
    } catch (IOException e) {
      throw unavailable("write to", e);
    } finally {
      discard(temporary);
    }
  }

  /**
   * Distinguishes errors of the source from errors of the store, because different people must act
   * on them.
   */
  private static long copy(InputStream from, Path to, MessageDigest digest, String what)
      throws IOException {
    long size = 0;
    byte[] buffer = new byte[BUFFER];
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      while (true) {
        int count;
        try {
          count = from.read(buffer);
        } catch (IOException e) {
          throw new ArtifactException.Unreadable(what, e);
        }
        if (count < 0) {
          break;
        }
        digest.update(buffer, 0, count);
        ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, count);
        while (chunk.hasRemaining()) {
          size += out.write(chunk);
        }
      }
      out.force(true);
    }
    return size;
  }

  @Override
  public InputStream open(ArtifactRef ref) {
    return read(ref, path -> new VerifiedStream(Files.newInputStream(path), ref, path.toString()));
  }

  @Override
  public Path local(ArtifactRef ref) {
    return read(ref, path -> verified(ref, path));
  }

  private Path verified(ArtifactRef ref, Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (attributes.size() != ref.size()) {
      throw new ArtifactException.Corrupt(
          ref, path.toString(), "a file of " + attributes.size() + " bytes");
    }
    Seen now = new Seen(attributes.size(), attributes.lastModifiedTime());
    if (!now.equals(verified.get(ref.sha256()))) {
      try (InputStream bytes = open(ref)) {
        bytes.skip(Long.MAX_VALUE);
      }
      verified.put(ref.sha256(), now);
    }
    return path;
  }

  private interface Reading<T> {
    T of(Path file) throws IOException;
  }

  /** Also if a collector has just taken the file, or was killed when it had. */
  private <T> T read(ArtifactRef ref, Reading<T> reading) {
    try {
      for (int taken = 0; ; taken++) {
        try {
          return reading.of(path(ref));
        } catch (NoSuchFileException e) {
          if (taken == MOST_TAKEN) {
            throw new ArtifactException.Missing(ref, root.toString());
          }
          bringBack(ref.sha256());
        }
      }
    } catch (IOException e) {
      throw unavailable("read from", e);
    }
  }

  @Override
  public void delete(ArtifactRef ref) {
    verified.remove(ref.sha256());
    try {
      Files.deleteIfExists(path(ref));
    } catch (IOException e) {
      throw unavailable("delete from", e);
    }
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // the caller closes the returned stream
  public Stream<Stored> list() {
    try {
      return Files.find(
              contents,
              2,
              (path, attributes) ->
                  attributes.isRegularFile()
                      && SHA256.matcher(path.getFileName().toString()).matches())
          .flatMap(this::stored);
    } catch (IOException e) {
      throw unavailable("list", e);
    }
  }

  private Stream<Stored> stored(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return Stream.of(
          new Stored(
              path.getFileName().toString(),
              attributes.size(),
              attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      return Stream.empty(); // deleted since it was listed
    } catch (IOException e) {
      throw unavailable("list", e);
    }
  }

  @Override
  public boolean removeUnlessPutSince(Stored listed) {
    Path taken = collected.resolve(listed.sha256());
    try {
      Files.move(path(listed.sha256()), taken, StandardCopyOption.ATOMIC_MOVE);
      if (!Files.getLastModifiedTime(taken).toInstant().equals(listed.lastPut())) {
        bringBack(listed.sha256());
        return false;
      }
      verified.remove(listed.sha256());
      Files.delete(taken);
      return true;
    } catch (NoSuchFileException e) {
      return false; // somebody else removed it, or reads it and has brought it back
    } catch (IOException e) {
      throw unavailable("delete from", e);
    }
  }

  /** Over an equal file that was put meanwhile, too. */
  private void bringBack(String sha256) throws IOException {
    try {
      Files.move(
          collected.resolve(sha256),
          path(sha256),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Nobody has taken it.
    }
  }

  private Path path(ArtifactRef ref) {
    return path(ref.sha256());
  }

  private Path path(String sha256) {
    return contents.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** Other services may run as other users, and stored bytes must never change. */
  private static void readOnly(Path file) throws IOException {
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString("r--r--r--"));
    }
  }

  /** Makes the move itself survive a power cut; not every file system can. */
  private static void forceDirectory(Path directory) throws IOException {
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void removeAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (Stream<Path> files = Files.list(incoming)) {
      for (Path file : files.toList()) {
        if (isOlder(file, limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      return false; // another process moved its file to its name just now
    }
  }

  private void discard(@Nullable Path temporary) {
    if (temporary == null) {
      return;
    }
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw unavailable("delete from", e);
    }
  }

  private ArtifactException unavailable(String action, IOException cause) {
    return new ArtifactException.Unavailable(
        "cannot " + action + " the artifact store " + root + ": " + cause + free(), cause);
  }

  private String free() {
    try {
      FileStore store = Files.getFileStore(root);
      return "; %,d MiB free there".formatted(store.getUsableSpace() >> 20);
    } catch (IOException e) {
      return "; its free space is not known either (" + e.getMessage() + ")";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactListing.Stored;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Files of the whole length of an artifact that have some of its blocks: {@code ROOT/parts/HASH},
 * and beside each a record of the blocks that it may have, {@code HASH.held}.
 *
 * <p>A block is entered in the record before its bytes are written, and counts only when its hash
 * was found right by this process. So whatever was broken off, or damaged since, is fetched again,
 * and the record never says less than the disk holds. Two processes that write one file write the
 * same bytes. Threads that ask for one artifact must wait for each other.
 */
final class PartialCopies {
  private final Path folder;
  private final Map<String, PartialCopy.Seen> seen = new ConcurrentHashMap<>();

  PartialCopies(Path root) {
    this.folder = root.toAbsolutePath().normalize().resolve("parts");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot use the copies in " + folder + ": " + e, e);
    }
  }

  /**
   * A file that has these blocks, verified.
   *
   * @param source of those that are missing
   * @throws ArtifactException.Corrupt if the source has other bytes
   */
  Path holding(ArtifactRef ref, BlockHashes list, BitSet wanted, BlockSource source) {
    Path file = folder.resolve(ref.sha256());
    PartialCopy.Seen before = seen.computeIfAbsent(ref.sha256(), key -> new PartialCopy.Seen());
    try (PartialCopy copy = new PartialCopy(ref, list, file, record(ref.sha256()), before)) {
      copy.complete(wanted, source);
      return file;
    } catch (IOException e) {
      throw new ArtifactException.Unavailable(
          "cannot use the copies in %s: %s; %s free there".formatted(folder, e, free()), e);
    }
  }

  private String free() {
    try {
      return "%,d MiB".formatted(Files.getFileStore(folder).getUsableSpace() >> 20);
    } catch (IOException e) {
      return "an unknown space (" + e.getMessage() + ")";
    }
  }

  /** Every copy, with the bytes that it may have. */
  List<Stored> list() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(BlockRecord.END))
          .flatMap(this::stored)
          .toList();
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot list the copies in " + folder + ": " + e, e);
    }
  }

  private Stream<Stored> stored(String sha256) {
    try {
      Path file = folder.resolve(sha256);
      return Stream.of(
          new Stored(
              sha256,
              BlockRecord.bytes(record(sha256), Files.size(file)),
              Files.getLastModifiedTime(file).toInstant()));
    } catch (NoSuchFileException e) {
      return Stream.empty(); // deleted since it was listed
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot list the copies in " + folder + ": " + e, e);
    }
  }

  void delete(String sha256) {
    try {
      Files.deleteIfExists(folder.resolve(sha256));
      Files.deleteIfExists(record(sha256));
      seen.remove(sha256);
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot delete a copy in " + folder + ": " + e, e);
    }
  }

  private Path record(String sha256) {
    return folder.resolve(sha256 + BlockRecord.END);
  }
}

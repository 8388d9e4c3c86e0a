// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Folders;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The folder in which this service keeps uploads, unpacks archives and packs images. */
@ApplicationScoped
public class WorkFolder {
  private static final Logger LOG = Logger.getLogger(WorkFolder.class);

  /** Nobody who fills a folder pauses for so long between two writes. */
  private static final Duration FILLING = Duration.ofDays(1);

  private final Path root;
  private final Clock clock;

  WorkFolder(DataConfig config, Clock clock) {
    this.clock = clock;
    this.root = config.workDir().toAbsolutePath().normalize();
  }

  /** In which all of them are. */
  public Path root() {
    return root;
  }

  /** A folder of this name, which is created if it does not exist. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** A new empty folder below the one of this name. */
  public Path fresh(String name) throws IOException {
    return Files.createTempDirectory(folder(name), "");
  }

  /**
   * Deletes unused folders below the one of this name. Another request, perhaps in another replica,
   * may still be filling a folder: unless it is known to be finished, it is kept until nothing has
   * been written to it for a day.
   *
   * @param used whether something in the folder is still needed
   * @param finished whether the folder was used before, so that nobody is filling it
   */
  public void removeUnused(String name, Predicate<Path> used, Predicate<Path> finished)
      throws IOException {
    List<Path> unused;
    try (Stream<Path> all = Files.list(folder(name))) {
      unused = all.filter(used.negate()).toList();
    }
    for (Path folder : unused) {
      if (finished.test(folder) || lastWrite(folder).isBefore(clock.instant().minus(FILLING))) {
        delete(folder);
      }
    }
  }

  /** The time of the last write in the folder; now if the folder is deleted meanwhile. */
  private Instant lastWrite(Path folder) throws IOException {
    Instant last = Instant.MIN;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Instant written = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        last = written.isAfter(last) ? written : last;
      }
    } catch (NoSuchFileException e) {
      return deletedMeanwhile(e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException gone) {
        return deletedMeanwhile(gone);
      }
      throw e.getCause();
    }
    return last;
  }

  private Instant deletedMeanwhile(NoSuchFileException e) {
    LOG.debug("the folder was deleted by the request that filled it", e);
    return clock.instant();
  }

  /** Whether the path is in this folder, so that the service itself wrote it. */
  public boolean owns(Path path) {
    return path.toAbsolutePath().normalize().startsWith(root);
  }

  /**
   * The folder that {@link #fresh} made and in which this path is, or which it is.
   *
   * @return empty if this service did not write the path
   */
  public Optional<Path> uploadOf(Path path) {
    Path normal = path.toAbsolutePath().normalize();
    int levels = root.getNameCount() + 2;
    return owns(path) && normal.getNameCount() >= levels
        ? Optional.of(normal.getRoot().resolve(normal.subpath(0, levels)))
        : Optional.empty();
  }

  /** Every file below a folder, also behind links to other folders in it; not hidden ones. */
  public static List<Path> files(Path folder) throws IOException {
    try {
      return Folders.files(folder);
    } catch (DatasetException e) {
      throw new IOException("a folder of this service cannot be listed", e);
    }
  }

  /**
   * Deletes a folder with its contents; links are deleted, not followed. Others may delete it at
   * the same time: the request that finds it unused, and the erasure of its data set.
   */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

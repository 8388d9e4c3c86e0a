package dev.assay.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where this service unpacks, packs and keeps what clients sent. */
@ApplicationScoped
public class WorkFolder {
  private static final Logger LOG = Logger.getLogger(WorkFolder.class);

  /** Longer than anybody who fills a folder rests between two writes, or reads what he wrote. */
  private static final Duration FILLING = Duration.ofDays(1);

  private final Path root;
  private final Clock clock;

  WorkFolder(DataConfig config, Clock clock) {
    this.clock = clock;
    this.root = config.workDir().toAbsolutePath().normalize();
  }

  /** A folder of this name, made if it is not there. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** A new empty folder below the one of this name. */
  public Path fresh(String name) throws IOException {
    return Files.createTempDirectory(folder(name), "");
  }

  /**
   * Deletes folders below the one of this name that nobody wants. Somebody may just be filling one,
   * perhaps in another replica: what is not known to be finished is left until nothing was written
   * to it for a day.
   *
   * @param used whether something in it is wanted
   * @param finished whether it was used before, so that nobody is filling it
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

  /** The last change of anything in it; if it goes away meanwhile, now. */
  private Instant lastWrite(Path folder) throws IOException {
    Instant last = Instant.MIN;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Instant written = Files.getLastModifiedTime(path).toInstant();
        last = written.isAfter(last) ? written : last;
      }
    } catch (NoSuchFileException e) {
      LOG.debug("whoever filled the folder has deleted it", e);
      return clock.instant();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return last;
  }

  /** Whether this lies among what this service unpacked itself. */
  public boolean owns(Path path) {
    return path.toAbsolutePath().normalize().startsWith(root);
  }

  /** Deletes a folder with all that is in it; links are deleted, not followed. */
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
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static dev.assay.datasets.source.UnpackedFolder.refused;
import static dev.assay.datasets.source.UnpackedFolder.shown;

import dev.assay.contracts.FaultException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The symbolic links of an archive. They are made when all files are written, so no file is written
 * through one. A link to a file becomes a further name of the file, and a link that leads to
 * nothing or back to itself is left for the reader of the folder, who names it.
 */
final class TarLinks {
  private final UnpackedFolder unpacked;
  private final Map<Path, String> links = new LinkedHashMap<>();

  TarLinks(UnpackedFolder unpacked) {
    this.unpacked = unpacked;
  }

  void add(String name, String target) throws IOException {
    if (target.isEmpty() || target.startsWith("/")) {
      throw leadsOut(name);
    }
    if (links.put(unpacked.place(name), target) != null) {
      throw twice(name);
    }
  }

  /**
   * @throws FaultException if a link leads out of the folder, or links to folders multiply the
   *     files beyond the limit
   */
  void make() throws IOException {
    if (links.isEmpty()) {
      return;
    }
    Path root = unpacked.path().toRealPath();
    for (Map.Entry<Path, String> link : links.entrySet()) {
      make(link.getKey(), link.getValue());
    }
    boolean folders = false;
    for (Path link : links.keySet()) {
      Optional<Path> target = resolved(link);
      if (target.isEmpty()) {
        continue;
      }
      if (!target.get().startsWith(root)) {
        throw leadsOut(unpacked.path().relativize(link).toString());
      }
      folders |= Files.isDirectory(target.get());
    }
    // Only now, because links lead through links.
    for (Path link : links.keySet()) {
      Optional<Path> target = resolved(link).filter(Files::isRegularFile);
      if (target.isPresent()) {
        Files.delete(link);
        unpacked.same(link, target.get());
      }
    }
    if (folders) {
      count();
    }
  }

  private void make(Path link, String target) throws IOException {
    Path path;
    try {
      path = link.resolveSibling(target);
    } catch (InvalidPathException e) {
      throw refused("has a link to a name that this file system does not accept: " + shown(target));
    }
    // A link that leads to nothing can lead to something later, so its path counts, too.
    if (!path.normalize().startsWith(unpacked.path())) {
      throw leadsOut(unpacked.path().relativize(link).toString());
    }
    try {
      Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
    } catch (FileAlreadyExistsException e) {
      throw twice(String.valueOf(link.getFileName()));
    }
  }

  /** Where a link leads to; empty if to nothing, or to itself. */
  private static Optional<Path> resolved(Path link) throws IOException {
    try {
      return Optional.of(link.toRealPath());
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      return Optional.empty();
    }
  }

  /** A few links to folders can make so many paths that nobody ever reads them all. */
  private void count() throws IOException {
    UnpackedFolder paths = unpacked.again();
    Files.walkFileTree(
        unpacked.path(),
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            paths.count();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            paths.count();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // A loop, or a link to nothing.
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static FaultException leadsOut(String name) {
    return refused("has a link that leads out of the data set: " + shown(name));
  }

  private static FaultException twice(String name) {
    return refused("has the same file twice, or a file and a folder of one name: " + shown(name));
  }
}

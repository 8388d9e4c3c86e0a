// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.datasets.source.ArchiveUnpacker;
import dev.assay.datasets.source.Archives;
import dev.assay.datasets.source.UnpackLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders of images, of which those that are given as archives are unpacked into private temporary
 * folders until this is closed.
 */
public final class UnpackedImages implements AutoCloseable {
  private final Map<Path, Path> unpacked = new LinkedHashMap<>();

  /** Ctrl-C in the middle of a large archive leaves nothing. */
  private final Thread atExit = new Thread(this::stop, "delete-unpacked-images");

  private volatile @Nullable Thread unpacking;

  public UnpackedImages() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Whether images are given as an archive and not as a folder. */
  public static boolean isArchive(Path images) {
    return Files.isRegularFile(images) && Archives.isNamedLikeOne(images);
  }

  /**
   * The folder of the images.
   *
   * @param images a folder, an archive, or another file, which is not changed
   * @throws CliException with the fault of the archive
   */
  public synchronized Path folder(Path images) {
    if (!isArchive(images)) {
      return images;
    }
    Path known = unpacked.get(images);
    if (known != null) {
      return known;
    }
    try {
      // Readable by its owner only.
      Path folder = Files.createTempDirectory("assay-images-");
      unpacked.put(images, folder);
      unpacking = Thread.currentThread();
      new ArchiveUnpacker(UnpackLimits.standard()).unpack(images, folder);
      return folder;
    } catch (FaultException e) {
      throw CliException.badInput(
          images.toString(),
          e.faults().stream().map(f -> new Fault(f.field(), f.value(), f.message())).toList());
    } catch (IOException e) {
      throw CliException.environment(
          images + " cannot be unpacked (" + e.getClass().getSimpleName() + ")");
    } finally {
      unpacking = null;
    }
  }

  /** The text with the archives in place of the folders, which mean nothing to the user. */
  public synchronized String named(String text) {
    String named = text;
    for (Map.Entry<Path, Path> archive : unpacked.entrySet()) {
      named = named.replace(archive.getValue().toString(), archive.getKey().toString());
    }
    return named;
  }

  @Override
  public void close() {
    deleteAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending already, and the hook has run or runs.
      return;
    }
  }

  private void stop() {
    Thread busy = unpacking;
    if (busy != null) {
      busy.interrupt();
    }
    // Waits until it has stopped.
    deleteAll();
  }

  private synchronized void deleteAll() {
    for (Path folder : List.copyOf(unpacked.values())) {
      try {
        delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(folder + " cannot be deleted", e);
      }
    }
    unpacked.clear();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

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

/**
 * Folders of images, of which those that are given as archives are unpacked into private temporary
 * folders until this is closed.
 */
public final class UnpackedImages implements AutoCloseable {
  private final Map<Path, Path> unpacked = new LinkedHashMap<>();

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
  public Path folder(Path images) {
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
      new ArchiveUnpacker(UnpackLimits.standard()).unpack(images, folder);
      return folder;
    } catch (FaultException e) {
      throw CliException.badInput(
          images.toString(),
          e.faults().stream().map(f -> new Fault(f.field(), f.value(), f.message())).toList());
    } catch (IOException e) {
      throw CliException.environment(
          images + " cannot be unpacked (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** The text with the archives in place of the folders, which mean nothing to the user. */
  public String named(String text) {
    String named = text;
    for (Map.Entry<Path, Path> archive : unpacked.entrySet()) {
      named = named.replace(archive.getValue().toString(), archive.getKey().toString());
    }
    return named;
  }

  @Override
  public void close() {
    for (Path folder : unpacked.values()) {
      try (Stream<Path> files = Files.walk(folder)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(folder + " cannot be deleted", e);
      }
    }
    unpacked.clear();
  }
}

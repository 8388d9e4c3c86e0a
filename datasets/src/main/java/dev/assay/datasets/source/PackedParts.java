// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Archives in a folder of images, which are not unpacked there. Sets are published in parts, and
 * whoever unpacks some of them, or none, should learn it here.
 */
public final class PackedParts {
  private static final int SHOWN = 3;

  private PackedParts() {}

  /** The listing with a note about archives beside its images. */
  public static Listing noted(Listing listing) {
    List<String> names = among(List.of(listing.root()));
    if (names.isEmpty()) {
      return listing;
    }
    return listing.with(
        List.of(
            shown(names)
                + " beside the images "
                + (names.size() == 1 ? "is" : "are")
                + " not read"));
  }

  /** The faults of a folder of images, with archives in it, which may be the reason for them. */
  public static DatasetException explained(Path folder, DatasetException e) {
    return hint(folder)
        .map(
            hint -> {
              List<String> faults = new ArrayList<>(e.faults());
              faults.add(hint);
              DatasetException more = new DatasetException(faults);
              more.initCause(e);
              return more;
            })
        .orElse(e);
  }

  /** What to do about archives in a folder, or in the folders in it; empty if there are none. */
  public static Optional<String> hint(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> folders = new ArrayList<>(List.of(folder));
    try (Stream<Path> below = Files.list(folder)) {
      below.filter(Files::isDirectory).sorted().forEach(folders::add);
    } catch (IOException | UncheckedIOException e) {
      // Whoever lists the images says that the folder cannot be listed.
      return Optional.empty();
    }
    List<String> names = among(folders);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            folder
                + " has "
                + shown(names)
                + ": unpack what you need, or pack all of it in one archive");
  }

  private static List<String> among(List<Path> folders) {
    List<String> names = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(Archives::isNamedLikeOne)
            .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
            .filter(Files::isRegularFile)
            .filter(f -> !Files.exists(f.resolveSibling(Archives.withoutEnding(f))))
            .sorted()
            .forEach(f -> names.add("'" + f.getFileName() + "'"));
      } catch (IOException | UncheckedIOException e) {
        // As above.
        return List.of();
      }
    }
    return names;
  }

  private static String shown(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() == 1
        ? "the archive " + some
        : names.size() + " archives, such as " + some + ",";
  }
}

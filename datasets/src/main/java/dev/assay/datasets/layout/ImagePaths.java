// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images that a table names by their paths below a folder. A name on disk may be in
 * another Unicode form than in the table, in other cases, or may have an ending that the table
 * leaves out, and a name without a folder is looked for in all folders. Each folder is listed once.
 */
final class ImagePaths {
  private final Path root;
  private final Map<Path, Entries> listed = new HashMap<>();
  private @Nullable Entries everywhere;

  /**
   * @param root absolute
   */
  ImagePaths(Path root) {
    this.root = root;
  }

  /** What is in a folder, by name, by name in lower case, and by name without ending. */
  private static final class Entries {
    private final Map<String, List<Path>> exact = new HashMap<>();
    private final Map<String, List<Path>> inLowerCase = new HashMap<>();
    private final Map<String, List<Path>> withoutEnding = new HashMap<>();

    Entries(List<Path> children) {
      for (Path child : children) {
        String name = Folders.name(child);
        add(exact, name, child);
        add(inLowerCase, name.toLowerCase(Locale.ROOT), child);
        add(withoutEnding, Folders.stem(name).toLowerCase(Locale.ROOT), child);
      }
    }

    private static void add(Map<String, List<Path>> map, String name, Path child) {
      map.computeIfAbsent(name, n -> new ArrayList<>(1)).add(child);
    }
  }

  /**
   * The image at a path.
   *
   * @param path below the root, as the table spells it
   * @return empty if there is none
   * @throws AmbiguousException if several files can be meant
   */
  Optional<Path> find(Path path) throws DatasetException, AmbiguousException {
    Path at = root;
    Path relative = root.relativize(path);
    for (int i = 0; i < relative.getNameCount(); i++) {
      boolean last = i == relative.getNameCount() - 1;
      Optional<Path> next = child(at, relative.getName(i).toString(), last);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private Optional<Path> child(Path folder, String spelled, boolean last)
      throws DatasetException, AmbiguousException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Entries entries = listed.get(folder);
    if (entries == null) {
      entries = new Entries(Folders.children(folder));
      listed.put(folder, entries);
    }
    String name = Folders.nfc(spelled);
    List<Path> same = entries.exact.getOrDefault(name, List.of());
    for (Path one : same) {
      if (String.valueOf(one.getFileName()).equals(spelled)) {
        return Optional.of(one);
      }
    }
    if (same.isEmpty()) {
      same = entries.inLowerCase.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
    if (same.isEmpty() && last) {
      same = entries.withoutEnding.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
    if (same.size() > 1) {
      throw new AmbiguousException(
          same.size() + " files have this name but for their endings or upper and lower case");
    }
    return same.stream().findFirst();
  }

  /**
   * The one image of this name in any folder, for tables that name images without their folders.
   *
   * @param spelled with its ending or without it
   * @return empty if there is none
   * @throws AmbiguousException if several folders have an image of this name
   */
  Optional<Path> named(String spelled) throws DatasetException, AmbiguousException {
    if (everywhere == null) {
      everywhere =
          new Entries(Folders.files(root).stream().filter(Folders::isNamedLikeAnImage).toList());
    }
    String name = Folders.nfc(spelled);
    List<Path> same = everywhere.exact.getOrDefault(name, List.of());
    if (same.isEmpty()) {
      same = everywhere.withoutEnding.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
    if (same.size() > 1) {
      throw new AmbiguousException(same.size() + " files in different folders have this name");
    }
    return same.stream().findFirst();
  }

  /** Several files can be meant by one name. */
  static final class AmbiguousException extends Exception {
    private static final long serialVersionUID = 1;

    AmbiguousException(String message) {
      super(message);
    }
  }
}

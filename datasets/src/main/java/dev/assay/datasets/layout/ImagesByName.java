// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The image files of some folders, for layouts whose tables name images without folder and ending.
 *
 * @param folders at least one if there are images
 * @param byName by the name without the ending
 * @param leftOut files that are no images of the data set, and images of which another one has the
 *     same name
 * @param notes about copies of images, which count once
 */
record ImagesByName(
    List<Path> folders, Map<String, Path> byName, List<LeftOut> leftOut, List<String> notes) {

  /**
   * @param names of the folders in lower case
   */
  static ImagesByName in(Path root, Set<String> names) throws DatasetException {
    return in(root, names::contains);
  }

  /**
   * @param wanted which folders, by their names in lower case
   */
  static ImagesByName in(Path root, Predicate<String> wanted) throws DatasetException {
    Map<String, Path> folders = new TreeMap<>();
    for (Path folder : Folders.folders(root)) {
      String name = Folders.name(folder).toLowerCase(Locale.ROOT);
      if (wanted.test(name)) {
        // The copy on Kaggle has each folder twice, once in lower case.
        folders.putIfAbsent(name, folder);
      }
    }
    Map<String, Path> byName = new TreeMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    Set<String> ambiguous = new TreeSet<>();
    int copies = 0;
    for (Path folder : folders.values()) {
      Folders.Found found = Folders.walk(folder);
      leftOut.addAll(found.leftOut());
      Set<Path> masks = Masks.among(folder, found.files());
      for (Path file : found.files().stream().sorted().toList()) {
        if (masks.contains(file)) {
          leftOut.add(Masks.leftOut(file, Optional.empty()));
          continue;
        }
        if (!Folders.isNamedLikeAnImage(file)) {
          // Attribution, licences, tables.
          continue;
        }
        Path same = byName.putIfAbsent(Folders.stem(file), file);
        if (same == null) {
          continue;
        }
        if (areEqual(same, file)) {
          copies++;
        } else {
          ambiguous.add(Folders.stem(file));
          leftOut.add(sameName(file));
        }
      }
    }
    for (String name : ambiguous) {
      leftOut.add(sameName(byName.remove(name)));
    }
    return new ImagesByName(
        List.copyOf(folders.values()),
        byName,
        leftOut,
        copies == 0
            ? List.of()
            : List.of(
                copies
                    + (copies == 1 ? " image is" : " images are")
                    + " there twice, under the same name and with the same bytes; each counts"
                    + " once"));
  }

  private static LeftOut sameName(Path file) {
    return new LeftOut(
        file,
        QuarantineReason.SAME_NAME,
        "another image has this name, and the table names images without their folders");
  }

  private static boolean areEqual(Path one, Path other) throws DatasetException {
    try {
      return Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      throw new DatasetException(
          other + " cannot be compared (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  Optional<Path> named(String image) {
    return Optional.ofNullable(byName.get(image));
  }

  /** The path at which a missing image is expected. */
  Path where(String image) {
    return folders.get(0).resolve(image + ".jpg");
  }

  /** Files that cannot be used, and images that no row names. */
  List<LeftOut> without(Collection<String> named) {
    List<LeftOut> others = new ArrayList<>(leftOut);
    byName.forEach(
        (image, file) -> {
          if (!named.contains(image)) {
            others.add(
                new LeftOut(file, QuarantineReason.NO_LABEL, "no row of the table names it"));
          }
        });
    return others;
  }
}

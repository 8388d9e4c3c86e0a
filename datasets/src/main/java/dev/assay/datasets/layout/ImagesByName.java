// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The image files of some folders, for layouts whose tables name images without folder and ending.
 *
 * @param folders at least one if there are images
 * @param byName by the name without the ending
 */
record ImagesByName(List<Path> folders, Map<String, Path> byName) {

  /**
   * @param names of the folders in lower case
   * @throws DatasetException naming each image that exists twice
   */
  static ImagesByName in(Path root, Set<String> names) throws DatasetException {
    Map<String, Path> folders = new TreeMap<>();
    for (Path folder : Folders.folders(root)) {
      String name = Folders.name(folder).toLowerCase(Locale.ROOT);
      if (names.contains(name)) {
        // The copy on Kaggle has each folder twice, once in lower case.
        folders.putIfAbsent(name, folder);
      }
    }
    Map<String, Path> byName = new TreeMap<>();
    Faults faults = new Faults();
    for (Path folder : folders.values()) {
      for (Path file : Folders.files(folder)) {
        String name = Folders.name(file);
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        Path same = byName.putIfAbsent(stem, file);
        if (same != null) {
          faults.add("image " + stem + " is there twice, below " + root.relativize(folder));
        }
      }
    }
    faults.refuseIfAny();
    return new ImagesByName(List.copyOf(folders.values()), byName);
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

  /** Images that no row names. */
  List<LeftOut> without(Collection<String> named) {
    List<LeftOut> others = new ArrayList<>();
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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Class folders, either directly below the root or below train, validation and test folders. */
final class PartFolders {
  private static final Map<String, Part> NAMES =
      Map.of(
          "train", Part.TRAIN,
          "training", Part.TRAIN,
          "val", Part.VALIDATION,
          "valid", Part.VALIDATION,
          "validation", Part.VALIDATION,
          "test", Part.TEST,
          "testing", Part.TEST);

  private PartFolders() {}

  /**
   * @param part empty if the class folders lie directly below the root
   */
  record ClassFolder(Path folder, String className, Optional<Part> part) {}

  static Optional<Part> partOf(Path folder) {
    return partNamed(Folders.name(folder));
  }

  static Optional<Part> partNamed(String name) {
    return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT)));
  }

  static boolean hasParts(Path root) throws DatasetException {
    return Folders.folders(root).stream().anyMatch(f -> partOf(f).isPresent());
  }

  /**
   * @throws DatasetException if folders of parts and other folders are mixed, or a part is there
   *     twice
   */
  static List<ClassFolder> below(Path root) throws DatasetException {
    List<Path> folders = Folders.folders(root);
    List<ClassFolder> classes = new ArrayList<>();
    if (!hasParts(root)) {
      folders.forEach(f -> classes.add(new ClassFolder(f, Folders.name(f), Optional.empty())));
      return classes;
    }
    List<String> faults = new ArrayList<>();
    List<Part> seen = new ArrayList<>();
    for (Path folder : folders) {
      Optional<Part> part = partOf(folder);
      if (part.isEmpty()) {
        faults.add(
            "folder '"
                + Folders.name(folder)
                + "' is next to train and test folders but is no part;"
                + " accepted names: "
                + new TreeSet<>(NAMES.keySet()));
        continue;
      }
      if (seen.contains(part.get())) {
        faults.add("two folders name the part " + part.get().label());
      }
      seen.add(part.get());
      for (Path inner : Folders.folders(folder)) {
        classes.add(new ClassFolder(inner, Folders.name(inner), part));
      }
    }
    if (!seen.contains(Part.TRAIN)) {
      faults.add("there is no train folder next to the others");
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
    return classes;
  }

  /** Faults where a part lacks a class that another part has. */
  static List<String> missingClasses(List<ClassFolder> folders, SortedSet<String> classes) {
    List<String> faults = new ArrayList<>();
    for (Part part : Part.values()) {
      List<String> present =
          folders.stream()
              .filter(f -> f.part().filter(part::equals).isPresent())
              .map(ClassFolder::className)
              .toList();
      if (!present.isEmpty() && !present.containsAll(classes)) {
        List<String> missing = new ArrayList<>(classes);
        missing.removeAll(present);
        faults.add("the " + part.label() + " folder has no class folder " + missing);
      }
    }
    return faults;
  }

  /**
   * Lists the files of all class folders.
   *
   * @param patient of an image, from its class folder and its id
   */
  static Listing list(
      Path root,
      String groupKind,
      List<ClassFolder> folders,
      SortedSet<String> classes,
      BiFunction<ClassFolder, String, Optional<String>> patient)
      throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    for (ClassFolder folder : folders) {
      for (Path file : Folders.files(folder.folder())) {
        String id = Folders.imageId(root, file);
        files.add(
            new ListedFile(file, id, folder.className(), patient.apply(folder, id), folder.part()));
      }
    }
    if (files.isEmpty()) {
      throw new DatasetException(root + " has no files in its class folders");
    }
    return Listing.of(root, groupKind, classes, files, List.of());
  }
}

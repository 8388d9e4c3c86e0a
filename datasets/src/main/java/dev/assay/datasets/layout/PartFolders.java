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
import java.util.Set;
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

  static boolean hasParts(List<Path> folders) {
    return folders.stream().anyMatch(f -> partOf(f).isPresent());
  }

  /**
   * @param leftOut receives images that are in no class folder
   * @throws DatasetException if folders of parts and other folders of images are mixed, or a part
   *     is there twice
   */
  static List<ClassFolder> below(Tree tree, List<LeftOut> leftOut) throws DatasetException {
    List<ClassFolder> classes = new ArrayList<>();
    if (!hasParts(tree.folders())) {
      for (Path folder : tree.folders()) {
        classes.add(new ClassFolder(folder, Folders.name(folder), Optional.empty()));
      }
      return classes;
    }
    List<String> faults = new ArrayList<>();
    List<Part> seen = new ArrayList<>();
    for (Path folder : tree.folders()) {
      Optional<Part> part = partOf(folder);
      if (part.isEmpty()) {
        if (hasImages(folder)) {
          faults.add(
              "folder '"
                  + Folders.name(folder)
                  + "' is next to train and test folders but is no part;"
                  + " accepted names: "
                  + new TreeSet<>(NAMES.keySet()));
        }
        continue;
      }
      if (seen.contains(part.get())) {
        faults.add("two folders name the part " + part.get().label());
      }
      seen.add(part.get());
      leftOut.addAll(Folders.strays(folder));
      List<Path> inner = Folders.folders(folder);
      List<Path> masks = inner.stream().filter(Masks::isFolderOfMasks).toList();
      for (Path child : inner) {
        if (masks.contains(child) && masks.size() < inner.size()) {
          Folders.files(child).forEach(f -> leftOut.add(Masks.leftOut(f, Optional.empty())));
        } else {
          classes.add(new ClassFolder(child, Folders.name(child), part));
        }
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

  private static boolean hasImages(Path folder) throws DatasetException {
    return Folders.files(folder).stream().anyMatch(Folders::isLikeAnImage);
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
   * @param leftOut files next to them
   * @param patient of an image, from its class folder and its id
   */
  static Listing list(
      Tree tree,
      String groupKind,
      List<ClassFolder> folders,
      SortedSet<String> classes,
      List<LeftOut> leftOut,
      BiFunction<ClassFolder, String, Optional<String>> patient)
      throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    List<LeftOut> others = new ArrayList<>(tree.leftOut());
    others.addAll(leftOut);
    for (ClassFolder folder : folders) {
      Optional<String> name = Optional.of(folder.className());
      Folders.Found found = Folders.walk(folder.folder());
      found.leftOut().forEach(f -> others.add(f.of(name)));
      Set<Path> masks = Masks.among(folder.folder(), found.files());
      for (Path file : found.files()) {
        if (masks.contains(file)) {
          others.add(Masks.leftOut(file, name));
          continue;
        }
        String id = Folders.imageId(tree.root(), file);
        files.add(
            new ListedFile(file, id, folder.className(), patient.apply(folder, id), folder.part()));
      }
    }
    if (files.isEmpty()) {
      throw new DatasetException(tree.root() + " has no files in its class folders");
    }
    return Listing.of(tree.root(), groupKind, classes, files, others).with(tree.notes());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Class folders, either directly below the root or below train, validation and test folders. */
final class PartFolders {
  private static final Map<String, Part> NAMES =
      Map.of(
          "train", Part.TRAIN,
          "training", Part.TRAIN,
          "val", Part.VALIDATION,
          "valid", Part.VALIDATION,
          "validate", Part.VALIDATION,
          "validation", Part.VALIDATION,
          "test", Part.TEST,
          "testing", Part.TEST);

  /**
   * A name with further words, as {@code train_set}, {@code Test Images}, {@code seg_train} and
   * {@code 01_train}. What is before the name of the part is the first group.
   */
  private static final Pattern EXTENDED =
      Pattern.compile(
          "(?:(.+)[ _.-])?(train|training|val|valid|validate|validation|test|testing)"
              + "[ _.-]?(?:set|sets|data|dataset|images?|imgs?|input|folder|split|part)?[ _.-]?1?");

  private PartFolders() {}

  /**
   * @param part empty if the class folders lie directly below the root
   */
  record ClassFolder(Path folder, String className, Optional<Part> part) {}

  /**
   * The part that a folder is named after. With a word before it, such as {@code stress_test}, the
   * name of a class can mean something else; so such a folder is a part only if it has folders.
   */
  static Optional<Part> partOf(Path folder) throws DatasetException {
    String name = Folders.name(folder).strip().toLowerCase(Locale.ROOT);
    Matcher extended = EXTENDED.matcher(name);
    if (!extended.matches()) {
      return Optional.empty();
    }
    boolean certain = extended.group(1) == null || extended.group(1).matches("\\d+");
    return certain || !Folders.folders(folder).isEmpty()
        ? Optional.of(NAMES.get(extended.group(2)))
        : Optional.empty();
  }

  static Optional<Part> partNamed(String name) {
    return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT)));
  }

  static boolean hasParts(List<Path> folders) throws DatasetException {
    for (Path folder : folders) {
      if (partOf(folder).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Some archives have {@code train/train}: through folders that contain the same part alone. */
  private static Path entered(Path folder, Part part) throws DatasetException {
    Path at = folder;
    while (true) {
      List<Path> inner = Folders.folders(at);
      if (inner.size() != 1 || !partOf(inner.get(0)).equals(Optional.of(part))) {
        return at;
      }
      at = inner.get(0);
    }
  }

  /**
   * @param leftOut receives images that are in no class folder
   * @param notes receives what readers of results should know
   * @throws DatasetException if folders of parts and other folders of images are mixed, or a part
   *     is there twice
   */
  static List<ClassFolder> below(Tree tree, List<LeftOut> leftOut, List<String> notes)
      throws DatasetException {
    List<ClassFolder> classes = new ArrayList<>();
    if (!hasParts(tree.folders())) {
      for (Path folder : tree.folders()) {
        classes.add(new ClassFolder(folder, Folders.name(folder), Optional.empty()));
      }
      return withOneSpelling(classes, notes);
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
      Path entered = entered(folder, part.get());
      leftOut.addAll(Folders.strays(entered));
      List<Path> inner = Folders.folders(entered);
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
    return withoutUnlabelled(withOneSpelling(classes, notes), leftOut);
  }

  /** Classes whose folders differ in upper and lower case alone are one. */
  private static List<ClassFolder> withOneSpelling(List<ClassFolder> folders, List<String> notes) {
    Labels labels = new Labels();
    folders.forEach(f -> labels.add(f.className()));
    notes.addAll(labels.notes("folders"));
    return folders.stream()
        .map(f -> new ClassFolder(f.folder(), labels.className(f.className()), f.part()))
        .toList();
  }

  /**
   * Without the one folder of a part that is no class of the training images, such as {@code
   * test/images} and {@code test/unknown}: its images have no label.
   */
  private static List<ClassFolder> withoutUnlabelled(
      List<ClassFolder> folders, List<LeftOut> leftOut) throws DatasetException {
    Set<String> trained = new TreeSet<>();
    folders.stream()
        .filter(f -> f.part().equals(Optional.of(Part.TRAIN)))
        .forEach(f -> trained.add(f.className()));
    List<ClassFolder> labelled = new ArrayList<>();
    for (ClassFolder folder : folders) {
      boolean alone = folders.stream().filter(f -> f.part().equals(folder.part())).count() == 1;
      if (!alone || trained.contains(folder.className())) {
        labelled.add(folder);
        continue;
      }
      for (Path file : Folders.files(folder.folder())) {
        leftOut.add(
            new LeftOut(
                file,
                QuarantineReason.NO_CLASS_FOLDER,
                "its part has no class folders, but only '"
                    + Folders.name(folder.folder())
                    + "', which is no class of the training images"));
      }
    }
    return labelled;
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
   * @param notes about them
   * @param patient of an image, from its class folder and its id
   */
  static Listing list(
      Tree tree,
      String groupKind,
      List<ClassFolder> folders,
      SortedSet<String> classes,
      List<LeftOut> leftOut,
      List<String> notes,
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
    List<String> all = new ArrayList<>(tree.notes());
    all.addAll(notes);
    return Listing.of(tree.root(), groupKind, classes, files, others).with(all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Where a data set begins in an unpacked archive. Archives wrap a data set into further folders,
 * and some contain it twice: Kaggle's chest X-rays have {@code train} and {@code test}, and next to
 * them {@code chest_xray/train} and {@code chest_xray/test} with the same files. A second copy is
 * not read. A tree that is only partly a copy is refused, because nobody can know which of the two
 * is meant.
 *
 * @param root the folder of the class folders or of the parts
 * @param folders the folders in it that belong to the data set
 * @param leftOut masks and broken links next to them
 * @param notes what was passed over, for readers of results
 */
record Tree(Path root, List<Path> folders, List<LeftOut> leftOut, List<String> notes) {
  /** The bytes of so many files are compared; of more files so many, evenly distributed. */
  private static final int COMPARED = 1000;

  /** Descends through wrappers to the class folders, or to train and test folders. */
  static Tree of(Path path) throws DatasetException {
    Path folder = Folders.existing(path);
    List<String> notes = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    while (true) {
      List<Path> below = withoutMasks(Folders.folders(folder), leftOut);
      List<Path> own = withoutCopies(folder, below, notes);
      boolean wrapped =
          own.size() == 1
              && PartFolders.partOf(own.get(0)).isEmpty()
              && !Folders.folders(own.get(0)).isEmpty();
      if (!wrapped) {
        leftOut.addAll(Folders.strays(folder));
        return new Tree(folder, own, leftOut, notes);
      }
      folder = own.get(0);
    }
  }

  /**
   * The first folder that satisfies a condition, at or below a path.
   *
   * @param what the condition in words, for the message about several
   * @return the folder without its {@code folders}; {@code leftOut} is empty
   * @throws DatasetException if two folders satisfy it and are not the same tree twice
   */
  static Tree at(Path path, Predicate<Path> condition, String what) throws DatasetException {
    List<Path> found = Folders.search(Folders.existing(path), condition);
    if (found.isEmpty()) {
      return new Tree(path, List.of(), List.of(), List.of());
    }
    List<String> notes = new ArrayList<>();
    Path first = found.get(0);
    for (Path other : found.subList(1, found.size())) {
      Comparison same = Comparison.of(without(other, files(first)), files(other));
      if (!same.isCopy()) {
        throw new DatasetException(
            path
                + " has "
                + what
                + " twice, in "
                + shown(path, first)
                + " and in "
                + shown(path, other)
                + ", with different files; give one of the two folders");
      }
      notes.add(copy(path, other, same.files()));
    }
    return new Tree(first, List.of(), List.of(), notes);
  }

  private static List<Path> withoutMasks(List<Path> folders, List<LeftOut> leftOut)
      throws DatasetException {
    List<Path> masks = folders.stream().filter(Masks::isFolderOfMasks).toList();
    if (masks.size() == folders.size()) {
      return folders;
    }
    for (Path folder : masks) {
      for (Path file : Folders.files(folder)) {
        leftOut.add(Masks.leftOut(file, Optional.empty()));
      }
    }
    return folders.stream().filter(f -> !masks.contains(f)).toList();
  }

  /** The folders without those that contain a second copy of the others. */
  private static List<Path> withoutCopies(Path folder, List<Path> below, List<String> notes)
      throws DatasetException {
    if (below.size() < 2) {
      return below;
    }
    Map<Path, Path> inner = new TreeMap<>();
    for (Path child : below) {
      if (PartFolders.partOf(child).isEmpty()) {
        Path entered = entered(child);
        if (Folders.folders(entered).size() > 1) {
          inner.put(child, entered);
        }
      }
    }
    List<Path> beside = copiesOfTheirNeighbours(folder, below, inner, notes);
    return beside.size() < below.size() ? beside : copiesOfEachOther(folder, below, inner, notes);
  }

  /**
   * {@code train}, {@code test} and {@code x/train}, {@code x/test}; the same for class folders.
   */
  private static List<Path> copiesOfTheirNeighbours(
      Path folder, List<Path> below, Map<Path, Path> inner, List<String> notes)
      throws DatasetException {
    Set<String> names = new HashSet<>();
    below.forEach(f -> names.add(Folders.name(f)));
    List<Path> wrappers = new ArrayList<>();
    for (Map.Entry<Path, Path> child : inner.entrySet()) {
      TreeSet<String> within = new TreeSet<>();
      Folders.folders(child.getValue()).forEach(f -> within.add(Folders.name(f)));
      if (names.containsAll(within) && !within.contains(Folders.name(child.getKey()))) {
        wrappers.add(child.getKey());
      }
    }
    List<Path> own = below.stream().filter(f -> !wrappers.contains(f)).toList();
    if (wrappers.isEmpty() || own.size() < 2) {
      return below;
    }
    Map<String, Path> files = new HashMap<>();
    for (Path child : own) {
      for (Path file : Folders.files(child)) {
        files.put(Folders.imageId(folder, file), file);
      }
    }
    for (Path wrapper : wrappers) {
      Comparison same = Comparison.of(files, files(inner.get(wrapper)));
      if (same.files() > 0 && !same.isCopy() && !same.isOther()) {
        throw differs(folder, wrapper, same);
      }
      if (same.isCopy()) {
        notes.add(copy(folder, wrapper, same.files()));
      }
    }
    List<Path> kept = new ArrayList<>(own);
    for (Path wrapper : wrappers) {
      if (!Comparison.of(files, files(inner.get(wrapper))).isCopy()) {
        kept.add(wrapper);
      }
    }
    kept.sort(Comparator.naturalOrder());
    return kept;
  }

  /** {@code x/train}, {@code x/test} and {@code y/train}, {@code y/test}. */
  private static List<Path> copiesOfEachOther(
      Path folder, List<Path> below, Map<Path, Path> inner, List<String> notes)
      throws DatasetException {
    if (inner.size() < 2 || inner.size() < below.size()) {
      return below;
    }
    boolean parts = true;
    Set<TreeSet<String>> structures = new HashSet<>();
    for (Path entered : inner.values()) {
      parts &= PartFolders.hasParts(Folders.folders(entered));
      TreeSet<String> within = new TreeSet<>();
      Folders.folders(entered).forEach(f -> within.add(Folders.name(f)));
      structures.add(within);
    }
    if (!parts && structures.size() > 1) {
      return below;
    }
    // The one with the most files, then the one that is wrapped the least.
    Map<Path, Map<String, Path>> files = new TreeMap<>();
    for (Map.Entry<Path, Path> child : inner.entrySet()) {
      files.put(child.getKey(), files(child.getValue()));
    }
    List<Path> ordered =
        inner.keySet().stream()
            .sorted(
                Comparator.<Path>comparingInt(c -> -files.get(c).size())
                    .thenComparingInt(c -> inner.get(c).getNameCount())
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Path first = ordered.get(0);
    List<String> copies = new ArrayList<>();
    for (Path other : ordered.subList(1, ordered.size())) {
      Comparison same = Comparison.of(files.get(first), files.get(other));
      if (same.isCopy()) {
        copies.add(copy(folder, other, same.files()));
      } else if (same.isMostlyCopy()) {
        throw differs(folder, other, same);
      } else if (parts) {
        throw new DatasetException(
            folder
                + " has train and test folders in each of "
                + names(below)
                + "; if these are data sets, give one of them; if they are classes, they must be in"
                + " the train and test folders");
      } else {
        // Modalities, or classes with the same folders in each.
        return below;
      }
    }
    notes.addAll(copies);
    return List.of(first);
  }

  private static List<String> names(List<Path> folders) {
    return folders.stream().map(Folders::name).toList();
  }

  /** Through folders that contain one folder. */
  private static Path entered(Path folder) throws DatasetException {
    Path at = folder;
    while (true) {
      List<Path> below = Folders.folders(at);
      if (below.size() != 1 || PartFolders.partOf(below.get(0)).isPresent()) {
        return at;
      }
      at = below.get(0);
    }
  }

  /** Files by their path below the folder. */
  private static Map<String, Path> files(Path folder) throws DatasetException {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : Folders.files(folder)) {
      files.put(Folders.imageId(folder, file), file);
    }
    return files;
  }

  private static Map<String, Path> without(Path folder, Map<String, Path> files) {
    files.values().removeIf(file -> file.startsWith(folder));
    return files;
  }

  private static String shown(Path path, Path folder) {
    return folder.equals(path) ? "itself" : "'" + path.relativize(folder) + "'";
  }

  private static String copy(Path folder, Path copy, int files) {
    return "the archive has the same tree twice: folder '"
        + folder.relativize(copy)
        + "' is a second copy of "
        + files
        + " files and is not read";
  }

  private static DatasetException differs(Path folder, Path copy, Comparison same) {
    return new DatasetException(
        folder
            + " has its tree twice, but the second copy, '"
            + folder.relativize(copy)
            + "', is another one: of its "
            + same.files()
            + " files "
            + same.different()
            + " are missing in the first or have other bytes, such as '"
            + same.example()
            + "'; remove one of the two");
  }

  /**
   * How a tree differs from another.
   *
   * @param files of the possible copy
   * @param different those of them that are not in the other tree, or have other bytes there
   * @param missing those of them that are not in the other tree
   */
  private record Comparison(int files, int different, int missing, String example) {
    boolean isCopy() {
      return files > 0 && different == 0;
    }

    /** No name in common. */
    boolean isOther() {
      return missing == files;
    }

    boolean isMostlyCopy() {
      return 2 * (files - different) >= files && different < files;
    }

    static Comparison of(Map<String, Path> first, Map<String, Path> copy) throws DatasetException {
      int different = 0;
      int missing = 0;
      int at = 0;
      int step = Math.max(1, copy.size() / COMPARED);
      String example = "";
      for (Map.Entry<String, Path> file : copy.entrySet()) {
        Path same = first.get(file.getKey());
        missing += same == null ? 1 : 0;
        if (same == null || !areEqual(same, file.getValue(), at % step == 0)) {
          different++;
          example = example.isEmpty() ? file.getKey() : example;
        }
        at++;
      }
      return new Comparison(copy.size(), different, missing, example);
    }

    private static boolean areEqual(Path one, Path other, boolean bytes) throws DatasetException {
      try {
        return Files.size(one) == Files.size(other) && (!bytes || Files.mismatch(one, other) < 0);
      } catch (IOException e) {
        throw new DatasetException(
            other + " cannot be compared (" + e.getClass().getSimpleName() + ")", e);
      }
    }
  }
}

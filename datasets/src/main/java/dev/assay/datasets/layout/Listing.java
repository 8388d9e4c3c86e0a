// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The files of a data set, as its layout lists them.
 *
 * @param root where image ids begin
 * @param groupKind what a group of images is: {@code patient}, {@code lesion}, or {@code image}
 *     where neither is known
 * @param classes sorted by name; a label is an index into them
 * @param files sorted by image id, ids distinct
 * @param leftOut files that cannot be used, known without opening them
 * @param notes what readers of results should know about how the folder was read; they name no
 *     patient
 */
public record Listing(
    Path root,
    String groupKind,
    List<String> classes,
    List<ListedFile> files,
    List<LeftOut> leftOut,
    List<String> notes) {
  static final String PATIENT = "patient";
  static final String LESION = "lesion";
  static final String IMAGE = "image";

  public Listing {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /**
   * Sorts classes and files.
   *
   * @throws DatasetException if two files have the same id
   */
  static Listing of(
      Path root,
      String groupKind,
      Collection<String> classes,
      Collection<ListedFile> files,
      List<LeftOut> leftOut)
      throws DatasetException {
    List<ListedFile> sorted =
        files.stream().sorted(Comparator.comparing(ListedFile::imageId)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).imageId().equals(sorted.get(i - 1).imageId())) {
        throw new DatasetException(
            "two files have the same name after Unicode normalisation: " + sorted.get(i).imageId());
      }
    }
    List<String> notes = groupKind.equals(IMAGE) ? List.of() : GroupNotes.of(groupKind, sorted);
    return new Listing(
        root, groupKind, List.copyOf(new TreeSet<>(classes)), sorted, leftOut, notes);
  }

  /** The listing with these notes before its own. */
  Listing with(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new Listing(root, groupKind, classes, files, leftOut, all);
  }

  /** The listing without the files that the predicate does not accept. */
  public Listing only(Predicate<Path> accepted) {
    return new Listing(
        root,
        groupKind,
        classes,
        files.stream().filter(f -> accepted.test(f.file())).toList(),
        leftOut.stream()
            // The place of a row is no file, and a broken link has no stamp.
            .filter(f -> !Files.isRegularFile(f.file()) || accepted.test(f.file()))
            .toList(),
        notes);
  }
}

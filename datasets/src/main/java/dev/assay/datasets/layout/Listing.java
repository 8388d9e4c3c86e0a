// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.QuarantineReason;
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
 *     where neither is known; {@code file} if the images are frames of files
 * @param classes sorted by name; a label is an index into them. If images may show several
 *     findings, these, in their order
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

  /** The group of an image whose patient is not known: the image itself. */
  public static final String IMAGE = "image";

  /** The group of a frame whose patient is not known: the file that it is from. */
  public static final String FILE = "file";

  public Listing {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /**
   * Sorts classes and files. Files of the same id, which differ in their Unicode form alone, are
   * left out, because a later reader could not tell them from each other.
   */
  static Listing of(
      Path root,
      String groupKind,
      Collection<String> classes,
      Collection<ListedFile> files,
      List<LeftOut> leftOut) {
    List<ListedFile> sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparing(ListedFile::imageId).thenComparing(ListedFile::file));
    List<ListedFile> own = new ArrayList<>(sorted.size());
    List<LeftOut> others = new ArrayList<>(leftOut);
    for (int i = 0; i < sorted.size(); i++) {
      ListedFile file = sorted.get(i);
      boolean twice =
          (i > 0 && sorted.get(i - 1).imageId().equals(file.imageId()))
              || (i + 1 < sorted.size() && sorted.get(i + 1).imageId().equals(file.imageId()));
      if (twice) {
        others.add(
            new LeftOut(
                file.file(),
                QuarantineReason.SAME_NAME,
                "another file has the same name but for its Unicode form",
                file.statedClass()));
      } else {
        own.add(file);
      }
    }
    List<String> notes = groupKind.equals(IMAGE) ? List.of() : GroupNotes.of(groupKind, own);
    return new Listing(root, groupKind, List.copyOf(new TreeSet<>(classes)), own, others, notes);
  }

  /**
   * The same of images that may show several findings.
   *
   * @param findings in the order of the labels of the files
   */
  static Listing ofFindings(
      Path root,
      String groupKind,
      List<String> findings,
      Collection<ListedFile> files,
      List<LeftOut> leftOut) {
    Listing sorted = of(root, groupKind, findings, files, leftOut);
    return new Listing(root, groupKind, findings, sorted.files(), sorted.leftOut(), sorted.notes());
  }

  /** The listing with these notes before its own. */
  public Listing with(List<String> more) {
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

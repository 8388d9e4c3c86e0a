// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The images that tables name without folder and ending, with what the rows say about them. */
final class NamedImages {
  private final Path root;
  private final RowFaults faults;
  private final Map<String, Stated> stated = new HashMap<>();
  private final Set<String> contradicted = new HashSet<>();

  /** The images that rows name, those of faulty rows, too. */
  private final Set<String> named = new HashSet<>();

  private int repeated;

  NamedImages(Path root) {
    this.root = root;
    this.faults = new RowFaults(root);
  }

  private record Stated(Table.Row row, ListedFile file, boolean present) {}

  RowFaults faults() {
    return faults;
  }

  /**
   * @param image name without ending
   * @param images among which it is
   */
  void add(
      Table.Row row,
      String image,
      String className,
      Optional<String> patient,
      Optional<Part> part,
      ImagesByName images,
      Map<String, String> attributes) {
    String name =
        Folders.isNamedLikeAnImage(Path.of("x" + image.replace('\0', '?')))
            ? Folders.stem(image)
            : image;
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      faults.add(row, "image '" + image + "' is no name such as ISIC_0024306");
      return;
    }
    named.add(name);
    Optional<Path> found = images.named(name);
    Path at = found.orElseGet(() -> images.where(name));
    ListedFile file =
        new ListedFile(at, Folders.imageId(root, at), className, patient, part, attributes);
    Stated before = stated.putIfAbsent(name, new Stated(row, file, found.isPresent()));
    if (before == null) {
      return;
    }
    if (before.file().equals(file)) {
      repeated++;
      return;
    }
    contradicted.add(name);
    conflict(before.row(), name, before.file(), file);
    conflict(row, name, file, before.file());
  }

  private void conflict(Table.Row row, String image, ListedFile file, ListedFile other) {
    boolean labels = !file.className().equals(other.className());
    String fault =
        "image %s is named a second time, with %s"
            .formatted(
                image,
                labels
                    ? "classes " + new TreeSet<>(List.of(file.className(), other.className()))
                    : "other values");
    if (faults.rows().stream().noneMatch(r -> r.file().equals(root.resolve(row.place())))) {
      faults.add(
          row,
          labels ? QuarantineReason.LABEL_CONFLICT : QuarantineReason.BAD_ROW,
          fault,
          Optional.of(file.className()));
    }
  }

  List<ListedFile> files() {
    List<ListedFile> files = new ArrayList<>();
    stated.forEach(
        (name, image) -> {
          if (!contradicted.contains(name)) {
            files.add(image.file());
          }
        });
    return files;
  }

  /** Names of images that rows state something about, whether it can be used or not. */
  Set<String> named() {
    return named;
  }

  boolean noneIsPresent() {
    return stated.values().stream().noneMatch(Stated::present);
  }

  /**
   * @throws DatasetException if no image is left
   */
  Listing listing(String groupKind, List<LeftOut> leftOut, List<String> notes)
      throws DatasetException {
    List<ListedFile> files = files();
    faults.refuseIfNoneIsLeft(files.size());
    TreeSet<String> classes = new TreeSet<>();
    files.forEach(f -> classes.add(f.className()));
    List<LeftOut> all = new ArrayList<>(leftOut);
    all.addAll(faults.rows());
    List<String> more = new ArrayList<>(notes);
    if (repeated > 0) {
      more.add(
          repeated
              + (repeated == 1 ? " row repeats" : " rows repeat")
              + " an earlier one word for word; each image counts once");
    }
    return Listing.of(root, groupKind, classes, files, all).with(more);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.study.FindingLayouts;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Large public sets of chest X-rays whose images have several findings each, read for one finding:
 * an image that has it, alone or with others, against an image without any finding. The finding is
 * part of the layout's name in studies: {@code chexpert/Pneumonia}. An image in which the finding
 * is uncertain, and one that has other findings only, is left out with that reason. Read for
 * several findings, {@code chexpert/findings:Effusion+Mass}, no image is left out for what it
 * shows.
 */
abstract class ChestXrayLayout implements Layout {
  static final String NO_FINDING = "No finding";

  private final String set;
  private final @Nullable String finding;

  /**
   * @param set the name of the layout without the finding
   * @param finding absent for the layout that is listed to users
   */
  ChestXrayLayout(String set, @Nullable String finding) {
    this.set = set;
    this.finding = finding;
  }

  /** What an image shows of the finding. */
  enum Shown {
    FINDING,
    NOTHING,
    UNCERTAIN,

    /** Said to be absent, of an image that has other findings. */
    ABSENT,

    /** Nothing is said of it. */
    OTHER;

    private FindingLabels.Shown label() {
      return switch (this) {
        case FINDING -> FindingLabels.Shown.PRESENT;
        case NOTHING, ABSENT -> FindingLabels.Shown.ABSENT;
        case UNCERTAIN, OTHER -> FindingLabels.Shown.UNKNOWN;
      };
    }
  }

  /**
   * What the tables say about one image.
   *
   * @param shown of each finding that is read
   */
  record Xray(
      Path file,
      List<Shown> shown,
      Optional<String> patient,
      Optional<Part> part,
      Map<String, String> attributes) {}

  /** The images of one reading, and what cannot be used. */
  static final class Found {
    final List<Xray> images = new ArrayList<>();
    final RowFaults faults;
    final List<LeftOut> leftOut = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    Found(Path root) {
      this.faults = new RowFaults(root);
    }
  }

  @Override
  public final String name() {
    Wanted several = several();
    return several != null ? set + several.suffix() : finding == null ? set : set + "/" + finding;
  }

  /** The findings of a layout that is read for several; null if it is read for one. */
  private @Nullable Wanted several() {
    return finding == null ? null : FindingLayouts.wanted(finding).map(Wanted::new).orElse(null);
  }

  /** A file that the set has in its top folder. */
  abstract boolean isRoot(Path folder);

  /** The findings that the tables have. */
  abstract List<String> findings(Path root) throws DatasetException;

  /**
   * @param wanted findings that the tables have
   */
  abstract void read(Path root, List<String> wanted, Found found) throws DatasetException;

  @Override
  public final Listing list(Path path) throws DatasetException {
    Tree tree = Tree.at(path, this::isRoot, "the tables of " + set);
    Path root = tree.root();
    if (!isRoot(root)) {
      throw new DatasetException(
          path + " has not the tables of " + set + "; layout '" + set + "' expects " + expects());
    }
    List<String> known = findings(root);
    Wanted several = several();
    if (several != null) {
      List<String> wanted = several.among(set, known);
      Found found = new Found(root);
      read(root, wanted, found);
      return ofFindings(root, wanted, found).with(tree.notes()).with(found.notes);
    }
    if (finding == null) {
      throw new DatasetException(
          "layout '%s' needs a finding, as in '%s/%s'; the tables have %s"
              .formatted(set, set, known.get(0), new TreeSet<>(known)));
    }
    String wanted =
        known.stream()
            .filter(finding::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(
                () ->
                    new DatasetException(
                        "finding '%s' is not in the tables of %s; they have %s"
                            .formatted(finding, set, new TreeSet<>(known))));
    Found found = new Found(root);
    read(root, List.of(wanted), found);
    return listing(root, wanted, found).with(tree.notes()).with(found.notes);
  }

  private Listing listing(Path root, String wanted, Found found) throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>(found.leftOut);
    for (Xray image : found.images) {
      String id = Folders.imageId(root, image.file());
      switch (image.shown().get(0)) {
        case UNCERTAIN ->
            leftOut.add(
                new LeftOut(
                    image.file(), QuarantineReason.UNCERTAIN, "whether it shows " + wanted));
        case OTHER, ABSENT ->
            leftOut.add(
                new LeftOut(
                    image.file(),
                    QuarantineReason.OTHER_FINDING,
                    "it shows neither " + wanted + " nor the absence of any finding"));
        default ->
            files.add(
                new ListedFile(
                    image.file(),
                    id,
                    image.shown().get(0) == Shown.FINDING ? wanted : NO_FINDING,
                    knowsPatients() ? image.patient() : Optional.of(id),
                    image.part(),
                    image.attributes()));
      }
    }
    found.faults.refuseIfNoneIsLeft(files.size());
    TreeSet<String> classes = new TreeSet<>();
    files.forEach(f -> classes.add(f.className()));
    if (classes.size() < 2) {
      throw new DatasetException(
          set
              + " has "
              + (classes.isEmpty() ? "no image" : "only images")
              + " of "
              + wanted
              + " or without a finding here, but not of both");
    }
    leftOut.addAll(found.faults.rows());
    return Listing.of(
        root, knowsPatients() ? Listing.PATIENT : Listing.IMAGE, classes, files, leftOut);
  }

  private Listing ofFindings(Path root, List<String> wanted, Found found) throws DatasetException {
    List<ListedFile> files = new ArrayList<>();
    for (Xray image : found.images) {
      String id = Folders.imageId(root, image.file());
      files.add(
          new ListedFile(
              image.file(),
              id,
              "",
              knowsPatients() ? image.patient() : Optional.of(id),
              image.part(),
              image.attributes(),
              Optional.of(FindingLabels.of(image.shown().stream().map(Shown::label).toList()))));
    }
    found.faults.refuseIfNoneIsLeft(files.size());
    List<LeftOut> leftOut = new ArrayList<>(found.leftOut);
    leftOut.addAll(found.faults.rows());
    return Listing.ofFindings(
        root, knowsPatients() ? Listing.PATIENT : Listing.IMAGE, wanted, files, leftOut);
  }

  boolean knowsPatients() {
    return true;
  }

  @Override
  public String groups() {
    return "patients";
  }

  /** The table of this name in a folder, packed with gzip or not. */
  static Optional<Path> table(Path folder, String name) {
    for (String ending : List.of("", ".gz")) {
      Path file = folder.resolve(name + ending);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** The first of several editions of a table that is in a folder. */
  static Optional<Path> firstOf(Path folder, List<String> names) {
    return names.stream().flatMap(name -> table(folder, name).stream()).findFirst();
  }

  /**
   * Reads the first of several editions of a table.
   *
   * @param columns that it must have
   * @throws DatasetException if it cannot be read, or lacks one of them
   */
  static Table readFirst(Path root, List<String> names, String... columns) throws DatasetException {
    Table table = Table.read(firstOf(root, names).orElseThrow());
    table.require(columns);
    return table;
  }

  /** The value of a labeller: 1 is present, -1 uncertain, 0 absent, nothing not mentioned. */
  static Shown shown(Table.Row row, String finding, String noFinding) {
    String value = row.get(finding);
    if (value.matches("1(\\.0*)?")) {
      return Shown.FINDING;
    }
    if (value.matches("-1(\\.0*)?")) {
      return Shown.UNCERTAIN;
    }
    if (row.get(noFinding).matches("1(\\.0*)?")) {
      return Shown.NOTHING;
    }
    return value.matches("0(\\.0*)?") ? Shown.ABSENT : Shown.OTHER;
  }

  /** Attributes under names that are the same in all sets. */
  static Map<String, String> attributes(Table.Row row, Map<String, String> names) {
    Map<String, String> attributes = new TreeMap<>();
    names.forEach((name, column) -> row.known(column).ifPresent(v -> attributes.put(name, v)));
    return attributes;
  }
}

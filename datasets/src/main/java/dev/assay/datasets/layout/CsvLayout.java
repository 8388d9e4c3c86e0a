// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table that names its images: columns {@code image} and {@code label}; {@code patient} or {@code
 * lesion} for the groups, {@code split} for predefined parts; any other column, such as {@code
 * site}, {@code age} and {@code sex}, is an attribute. Files that the table does not name are
 * ignored.
 */
public final class CsvLayout implements Layout {
  static final String NAME = "csv";
  private static final String FILE = "images.csv";
  private static final Set<String> OWN = Set.of("image", "label", "patient", "lesion", "split");

  /** Columns that identify people; attributes are published with the results. */
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "name",
          "patient_name",
          "patientname",
          "patient_id",
          "patientid",
          "mrn",
          "dob",
          "birthdate",
          "birth_date",
          "date_of_birth",
          "address",
          "phone",
          "email",
          "ssn",
          "accession",
          "accession_number",
          "insurance",
          "study_uid",
          "series_uid");

  CsvLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "one CSV file (or images.csv among several) with columns image (path below its folder)"
        + " and label, optionally patient or lesion, split (train, validation, test), and"
        + " attributes such as site, age, sex";
  }

  @Override
  public String groups() {
    return "patients or lesions if the column exists, otherwise images";
  }

  @Override
  public String parts() {
    return "by column split";
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Path root = Folders.existing(path);
    Table table = Table.read(table(root));
    checkColumns(table);
    List<String> attributes = table.columns().stream().filter(c -> !OWN.contains(c)).toList();
    String group = table.has("lesion") ? "lesion" : "patient";
    boolean grouped = table.has(group);
    Faults faults = new Faults();
    Set<String> seen = new HashSet<>();
    Set<String> classes = new TreeSet<>();
    List<ListedFile> files = new ArrayList<>();
    for (Table.Row row : table.rows()) {
      Optional<Path> file = file(root, row, faults);
      String label = row.get("label");
      if (label.isEmpty()) {
        faults.add(row.place() + ": label is empty");
      }
      Optional<Part> part = part(row, faults);
      if (file.isEmpty() || label.isEmpty()) {
        continue;
      }
      String id = Folders.imageId(root, file.get());
      if (!seen.add(id)) {
        faults.add(row.place() + ": image '" + row.get("image") + "' is named a second time");
        continue;
      }
      classes.add(label);
      Optional<String> member =
          grouped ? Optional.of(row.get(group)).filter(g -> !g.isEmpty()) : Optional.of(id);
      files.add(new ListedFile(file.get(), id, label, member, part, row.present(attributes)));
    }
    if (classes.size() == 1) {
      faults.add(table.name() + " has one label " + classes + "; at least two are needed");
    }
    faults.refuseIfAny();
    return Listing.of(root, grouped ? group : Listing.IMAGE, classes, files, List.of());
  }

  private Path table(Path root) throws DatasetException {
    List<Path> tables;
    try (Stream<Path> files = Files.list(root)) {
      tables =
          files
              .filter(f -> Folders.name(f).toLowerCase(Locale.ROOT).endsWith(".csv"))
              .filter(f -> !Folders.name(f).startsWith(".") && Files.isRegularFile(f))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new DatasetException(
          root + " cannot be listed (" + e.getClass().getSimpleName() + ")", e);
    }
    if (tables.size() == 1) {
      return tables.get(0);
    }
    return tables.stream()
        .filter(f -> Folders.name(f).equals(FILE))
        .findFirst()
        .orElseThrow(
            () ->
                new DatasetException(
                    root
                        + (tables.isEmpty()
                            ? " has no CSV file"
                            : " has several CSV files and none is " + FILE)
                        + "; layout 'csv' expects "
                        + expects()));
  }

  private static void checkColumns(Table table) throws DatasetException {
    Faults faults = new Faults();
    for (String needed : List.of("image", "label")) {
      if (!table.has(needed)) {
        faults.add(table.name() + " has no column '" + needed + "', only " + table.columns());
      }
    }
    if (table.has("patient") && table.has("lesion")) {
      faults.add(table.name() + " has both a patient and a lesion column; groups are one of them");
    }
    for (String column : table.columns()) {
      if (column.isEmpty()) {
        faults.add(table.name() + " has a column without a name");
      }
      if (IDENTIFIERS.contains(column.toLowerCase(Locale.ROOT).replace(' ', '_'))) {
        faults.add(
            table.name()
                + ": column '"
                + column
                + "' looks like an identifier, and attributes are published with the results;"
                + " remove it, or call it 'patient' if it identifies patients");
      }
    }
    faults.refuseIfAny();
  }

  /** The image, which must lie below the folder of the table. */
  private static Optional<Path> file(Path root, Table.Row row, Faults faults) {
    String image = row.get("image");
    try {
      Path file = root.resolve(image.replace('\\', '/')).normalize();
      if (!image.isEmpty() && !Path.of(image).isAbsolute() && below(root, file)) {
        return Optional.of(file);
      }
    } catch (InvalidPathException e) {
      faults.add(row.place() + ": image '" + image + "' is no path: " + e.getReason());
      return Optional.empty();
    }
    faults.add(
        row.place() + ": image '" + image + "' must be a relative path below the table's folder");
    return Optional.empty();
  }

  private static boolean below(Path root, Path file) {
    Path folder = root.normalize();
    return file.startsWith(folder) && !file.equals(folder);
  }

  private static Optional<Part> part(Table.Row row, Faults faults) {
    String split = row.get("split");
    if (split.isEmpty()) {
      return Optional.empty();
    }
    Optional<Part> part = PartFolders.partNamed(split);
    if (part.isEmpty()) {
      faults.add(
          row.place() + ": split '" + split + "' must be train, validation, test or nothing");
    }
    return part;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The dermatoscopic images of the ISIC challenges of 2018 (task 3), 2019 and 2020 as their archive
 * publishes them: a table of the ground truth with a column per class (2018, 2019) or with {@code
 * target} (2020), the images in {@code ..._Input} folders, and further tables with lesions,
 * patients and attributes. In 2018 and 2019 a group is a lesion, in 2020 a patient. Tables of
 * validation and test images are read where they are there; test images of 2020 are published
 * without labels.
 */
public final class IsicLayout implements Layout {
  static final String NAME = "isic";

  /** Year and part of a table of the ground truth. */
  private static final Pattern TRUTH =
      Pattern.compile(
          "(?i)ISIC_?(2018|2019|2020)_(?:Task3_)?(Training|Validation|Test)_GroundTruth(?:_v2)?"
              + "(?:\\.(?:csv|tab|tsv))?");

  /** Lesions and attributes. */
  private static final Pattern FURTHER =
      Pattern.compile(
          "(?i)ISIC_?(2018|2019)_(?:Task3_)?(Training|Validation|Test)_(?:LesionGroupings|Metadata)"
              + "(?:\\.(?:csv|tab|tsv))?");

  private static final Set<String> NO_CLASSES =
      Set.of("image", "score_weight", "validation_weight");
  private static final List<String> ATTRIBUTES =
      List.of(
          "age_approx",
          "sex",
          "anatom_site_general",
          "anatom_site_general_challenge",
          "diagnosis",
          "diagnosis_confirm_type");

  /** 2020 is published as JPEG in a folder train, too. */
  private static final Pattern TRAIN_2020 =
      Pattern.compile("isic_2020_training_(?:input|jpeg|dicom)|train|jpeg");

  IsicLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "the files of one ISIC challenge: ISIC2018_Task3_Training_GroundTruth.csv,"
        + " ISIC_2019_Training_GroundTruth.csv or ISIC_2020_Training_GroundTruth.csv (or a folder"
        + " of that name) next to the ..._Training_Input folder, optionally LesionGroupings or"
        + " Metadata tables, and the same for Validation and Test";
  }

  @Override
  public String groups() {
    return "lesions (2018, 2019), patients (2020)";
  }

  @Override
  public String parts() {
    return "validation and test, if their tables and images are there";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "International Skin Imaging Collaboration: ISIC challenge data sets,"
                + " challenge.isic-archive.com/data",
            "CC BY-NC 4.0"));
  }

  /** A table of the ground truth. */
  private record Truth(int year, Part part, Path file) {}

  @Override
  public Listing list(Path path) throws DatasetException {
    Tree tree = Tree.at(path, IsicLayout::isRoot, "ground truth of ISIC");
    Path root = tree.root();
    List<Truth> truths = truths(root);
    if (truths.stream().noneMatch(t -> t.part() == Part.TRAIN)) {
      throw new DatasetException(
          path + " has no table of ground truth for training; " + expected());
    }
    if (truths.stream().map(Truth::year).distinct().count() > 1) {
      throw new DatasetException(
          path + " has tables of several challenges; give each its own folder; " + expected());
    }
    NamedImages found = new NamedImages(root);
    List<LeftOut> leftOut = new ArrayList<>();
    List<String> notes = new ArrayList<>(tree.notes());
    Map<String, Table.Row> further = further(root, found);
    for (Truth truth : truths) {
      ImagesByName images = images(root, truth);
      if (images.isEmpty() && truth.part() == Part.TRAIN) {
        throw new DatasetException(
            path
                + " has no folder of images for "
                + Folders.name(truth.file())
                + "; "
                + expected());
      }
      if (images.isEmpty()) {
        notes.add(
            Folders.name(truth.file())
                + " is there, but its images are not; there is no predefined "
                + truth.part().label()
                + " part");
        continue;
      }
      read(truth, truths, images, further, found);
      leftOut.addAll(images.without(found.named()));
      notes.addAll(images.notes());
    }
    if (found.noneIsPresent()) {
      found.faults().refuseIfNoneIsLeft(found.files().size());
      throw new DatasetException(
          path + " has none of the images that its tables name; " + expected());
    }
    leftOut.addAll(unlabelled(root, truths));
    return found.listing(
        truths.get(0).year() == 2020 ? Listing.PATIENT : Listing.LESION, leftOut, notes);
  }

  private static void read(
      Truth truth,
      List<Truth> truths,
      ImagesByName images,
      Map<String, Table.Row> further,
      NamedImages found)
      throws DatasetException {
    Table table = Table.read(truth.file());
    found.faults().addAll(table.unreadable());
    // Without other parts nothing is predefined.
    Optional<Part> part =
        truths.size() == 1 && truth.part() == Part.TRAIN
            ? Optional.empty()
            : Optional.of(truth.part());
    boolean target = table.has("target");
    table.require(
        target ? new String[] {"image_name", "patient_id", "target"} : new String[] {"image"});
    for (Table.Row row : table.rows()) {
      if (target) {
        addTarget(row, part, images, found);
      } else {
        addOneHot(table, row, part, images, further, found);
      }
    }
  }

  /** 2020: {@code target} is 1 for a malignant lesion. */
  private static void addTarget(
      Table.Row row, Optional<Part> part, ImagesByName images, NamedImages found) {
    String target = row.get("target");
    if (!target.matches("[01](\\.0*)?")) {
      found.faults().add(row, "target '" + target + "' must be 0 or 1");
      return;
    }
    found.add(
        row,
        row.get("image_name"),
        target.startsWith("1") ? "malignant" : "benign",
        row.known("patient_id"),
        part,
        images,
        row.present(ATTRIBUTES));
  }

  private static void addOneHot(
      Table table,
      Table.Row row,
      Optional<Part> part,
      ImagesByName images,
      Map<String, Table.Row> further,
      NamedImages found) {
    OneHot classes = OneHot.of(table, row, NO_CLASSES);
    String image = row.get("image");
    if (classes.fault().isPresent()) {
      found.faults().add(row, classes.fault().get());
      return;
    }
    Table.Row more = further.get(image);
    // Where no lesion is stated, each image is its own lesion.
    String lesion =
        Optional.ofNullable(more).flatMap(m -> m.known("lesion_id")).orElse("image:" + image);
    found.add(
        row,
        image,
        classes.className(),
        Optional.of(lesion),
        part,
        images,
        more == null ? Map.of() : more.present(ATTRIBUTES));
  }

  /** Images of a part whose labels are not there. */
  private static List<LeftOut> unlabelled(Path root, List<Truth> truths) throws DatasetException {
    List<LeftOut> others = new ArrayList<>();
    int year = truths.get(0).year();
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      if (truths.stream().noneMatch(t -> t.part() == part)) {
        ImagesByName images = images(root, new Truth(year, part, root));
        images
            .byName()
            .values()
            .forEach(
                file ->
                    others.add(
                        new LeftOut(
                            file,
                            QuarantineReason.NO_LABEL,
                            "the table of ground truth of this part is not there")));
      }
    }
    return others;
  }

  private static ImagesByName images(Path root, Truth truth) throws DatasetException {
    String name =
        switch (truth.part()) {
          case TRAIN -> "training";
          case VALIDATION -> "validation";
          case TEST -> "test";
        };
    Pattern folder =
        Pattern.compile(
            "isic_?"
                + truth.year()
                + "_(?:task3_)?"
                + name
                + "_(?:input|images|jpeg|dicom)(?:_.*)?");
    ImagesByName images = ImagesByName.in(root, f -> folder.matcher(f).matches());
    return images.isEmpty() && truth.year() == 2020 && truth.part() == Part.TRAIN
        ? ImagesByName.in(root, f -> TRAIN_2020.matcher(f).matches())
        : images;
  }

  /** The rows of the tables of lesions and attributes, by image. */
  private static Map<String, Table.Row> further(Path root, NamedImages found)
      throws DatasetException {
    Map<String, Table.Row> rows = new HashMap<>();
    for (Path file : tables(root)) {
      if (FURTHER.matcher(Folders.name(file)).matches() && Files.isRegularFile(file)) {
        if (isHeaderOnly(file)) {
          continue;
        }
        Table table = Table.read(file);
        table.require("image");
        found.faults().addAll(table.unreadable());
        table.rows().forEach(row -> rows.putIfAbsent(row.get("image"), row));
      }
    }
    return rows;
  }

  private static boolean isHeaderOnly(Path file) throws DatasetException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).limit(2).count() < 2;
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(
          Folders.name(file) + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static List<Truth> truths(Path root) throws DatasetException {
    List<Truth> truths = new ArrayList<>();
    for (Path file : tables(root)) {
      Matcher name = TRUTH.matcher(Folders.name(file));
      if (name.matches()) {
        Part part =
            switch (name.group(2).toLowerCase(Locale.ROOT)) {
              case "training" -> Part.TRAIN;
              case "validation" -> Part.VALIDATION;
              default -> Part.TEST;
            };
        Truth truth = new Truth(Integer.parseInt(name.group(1)), part, file);
        // The second edition of a table replaces the first.
        if (Folders.name(file).contains("_v2")) {
          truths.removeIf(t -> t.part() == part && t.year() == truth.year());
        }
        if (truths.stream().noneMatch(t -> t.part() == part && t.year() == truth.year())) {
          truths.add(truth);
        }
      }
    }
    truths.sort(Comparator.comparing(Truth::part));
    return truths;
  }

  /** Tables in the folder, and in folders that have the names of tables. */
  private static List<Path> tables(Path root) throws DatasetException {
    List<Path> tables = new ArrayList<>(Folders.filesIn(root));
    for (Path folder : Folders.folders(root)) {
      String name = Folders.name(folder);
      if (TRUTH.matcher(name).matches() || FURTHER.matcher(name).matches()) {
        tables.addAll(Folders.filesIn(folder));
      }
    }
    return tables;
  }

  private static boolean isRoot(Path folder) {
    // A folder that has the name of a table is the wrapper of the table alone.
    if (TRUTH.matcher(Folders.name(folder)).matches()) {
      return false;
    }
    try {
      return truths(folder).stream().anyMatch(t -> t.part() == Part.TRAIN);
    } catch (DatasetException e) {
      return false;
    }
  }

  private String expected() {
    return "layout '" + NAME + "' expects " + expects();
  }
}

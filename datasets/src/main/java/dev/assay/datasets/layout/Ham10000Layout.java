// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The dermatoscopic images of Tschandl et al. (doi:10.7910/DVN/DBW86T) as published: a metadata
 * table, and the images in two folders or in one. A lesion can have several images, so a group is a
 * lesion; patients are not known. The test set of ISIC 2018, task 3, is the test part if its ground
 * truth is there, in the form of the challenge (a column per class) or of the Dataverse (the
 * columns of the metadata).
 */
public final class Ham10000Layout implements Layout {
  static final String NAME = "ham10000";
  private static final Set<String> CLASSES =
      new TreeSet<>(List.of("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"));

  /** The challenge has .csv, the Dataverse .tab, and some copies have no ending. */
  private static final List<String> ENDINGS = List.of(".csv", "", ".tab", ".tsv");

  private static final List<String> METADATA =
      ENDINGS.stream().map(ending -> "HAM10000_metadata" + ending).toList();
  private static final Set<String> FOLDERS =
      Set.of(
          "ham10000_images_part_1",
          "ham10000_images_part_2",
          "ham10000_images_part1",
          "ham10000_images_part2",
          "part_1",
          "part_2",
          "ham10000_images",
          "images",
          "isic2018_task3_training_input");
  private static final Set<String> TEST_FOLDERS =
      Set.of("isic2018_task3_test_input", "isic2018_task3_test_images");
  private static final String TRUTH = "ISIC2018_Task3_Test_GroundTruth";
  private static final List<String> ATTRIBUTES =
      List.of("age", "sex", "localization", "dx_type", "dataset");

  Ham10000Layout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "HAM10000_metadata.csv next to HAM10000_images_part_1/ and HAM10000_images_part_2/, or"
        + " one folder HAM10000_images/; optionally "
        + TRUTH
        + ".csv next to ISIC2018_Task3_Test_Input/";
  }

  @Override
  public String groups() {
    return "lesions";
  }

  @Override
  public String parts() {
    return "test, if both test files are there";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Tschandl, Rosendahl, Kittler: The HAM10000 dataset, Harvard Dataverse,"
                + " doi:10.7910/DVN/DBW86T",
            "CC BY-NC 4.0"));
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Tree tree = Tree.at(path, f -> metadata(f).isPresent(), "HAM10000_metadata");
    Path root = tree.root();
    Table metadata = Table.read(metadata(root).orElseThrow(() -> noMetadata(path)));
    metadata.require("lesion_id", "image_id", "dx");
    ImagesByName images = ImagesByName.in(root, FOLDERS);
    if (images.isEmpty()) {
      throw new DatasetException(
          path + " has no folder of images next to " + metadata.name() + "; " + expected());
    }
    Optional<Table> truth = truth(root);
    ImagesByName testImages = ImagesByName.in(root, TEST_FOLDERS);
    if (truth.isPresent() == testImages.isEmpty()) {
      throw new DatasetException(
          truth.isPresent()
              ? path
                  + " has "
                  + truth.get().name()
                  + ", but no images in ISIC2018_Task3_Test_Input/"
              : path + " has images in ISIC2018_Task3_Test_Input/, but no " + TRUTH + ".csv");
    }

    NamedImages found = new NamedImages(root);
    found.faults().addAll(metadata.unreadable());
    Optional<Part> part = truth.isPresent() ? Optional.of(Part.TRAIN) : Optional.empty();
    for (Table.Row row : metadata.rows()) {
      add(found, row, row.get("image_id"), row.get("dx"), row.known("lesion_id"), part, images);
    }
    found.faults().refuseIfNoneIsLeft(found.files().size());
    if (truth.isPresent()) {
      addTest(truth.get(), testImages, found);
    }
    if (found.noneIsPresent()) {
      throw new DatasetException(
          "no image that "
              + metadata.name()
              + " names is there, the first being "
              + metadata.rows().get(0).get("image_id")
              + ".jpg; "
              + expected());
    }
    List<LeftOut> leftOut = new ArrayList<>(images.without(found.named()));
    leftOut.addAll(testImages.without(found.named()));
    List<String> notes = new ArrayList<>(tree.notes());
    notes.addAll(images.notes());
    notes.addAll(testImages.notes());
    return found.listing(Listing.LESION, leftOut, notes);
  }

  /**
   * The table of the challenge has a column per class, that of the Dataverse the metadata columns.
   */
  private static void addTest(Table truth, ImagesByName images, NamedImages found)
      throws DatasetException {
    boolean columns = truth.has("image");
    if (!columns) {
      truth.require("image_id", "dx");
    }
    found.faults().addAll(truth.unreadable());
    for (Table.Row row : truth.rows()) {
      String image = row.get(columns ? "image" : "image_id");
      String dx = row.get("dx");
      if (columns) {
        OneHot classes = OneHot.of(truth, row, Set.of("image"));
        if (classes.fault().isPresent()) {
          found.faults().add(row, classes.fault().get());
          continue;
        }
        dx = classes.className();
      }
      // Where lesions are not stated, each image is its own lesion.
      String lesion = row.known("lesion_id").orElse("image:" + image);
      add(found, row, image, dx, Optional.of(lesion), Optional.of(Part.TEST), images);
    }
  }

  private static void add(
      NamedImages found,
      Table.Row row,
      String image,
      String dx,
      Optional<String> lesion,
      Optional<Part> part,
      ImagesByName images) {
    String className = dx.toLowerCase(Locale.ROOT);
    if (CLASSES.contains(className)) {
      found.add(row, image, className, lesion, part, images, row.present(ATTRIBUTES));
    } else {
      found.faults().add(row, "dx '" + dx + "' is no class; accepted: " + CLASSES);
    }
  }

  private static Optional<Path> metadata(Path folder) {
    return METADATA.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  private DatasetException noMetadata(Path path) {
    return new DatasetException(path + " has no HAM10000_metadata.csv; " + expected());
  }

  private String expected() {
    return "layout '" + NAME + "' expects " + expects();
  }

  private static Optional<Table> truth(Path root) throws DatasetException {
    for (Path folder : List.of(root, root.resolve(TRUTH))) {
      for (String ending : ENDINGS) {
        Path file = folder.resolve(TRUTH + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(Table.read(file));
        }
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
  private static final List<String> METADATA =
      List.of("HAM10000_metadata.csv", "HAM10000_metadata", "HAM10000_metadata.tab");
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
    Path root = root(path);
    Table metadata = Table.read(metadata(root).orElseThrow(() -> noMetadata(path)));
    requireColumns(metadata, "lesion_id", "image_id", "dx");
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
              ? path + " has " + TRUTH + ".csv, but no images in ISIC2018_Task3_Test_Input/"
              : path + " has images in ISIC2018_Task3_Test_Input/, but no " + TRUTH + ".csv");
    }

    Found found = new Found(root);
    Optional<Part> part = truth.isPresent() ? Optional.of(Part.TRAIN) : Optional.empty();
    for (Table.Row row : metadata.rows()) {
      found.add(row, row.get("image_id"), row.get("dx"), row.get("lesion_id"), part, images);
    }
    if (truth.isPresent()) {
      addTest(truth.get(), testImages, found);
    }
    found.faults.refuseIfAny();
    if (found.present == 0) {
      throw new DatasetException(
          "no image that "
              + metadata.name()
              + " names is there, the first being "
              + metadata.rows().get(0).get("image_id")
              + ".jpg; "
              + expected());
    }
    List<LeftOut> leftOut = new ArrayList<>(images.without(found.ids));
    leftOut.addAll(testImages.without(found.ids));
    return Listing.of(root, Listing.LESION, found.classes, found.files, leftOut);
  }

  /**
   * The table of the challenge has a column per class, that of the Dataverse the metadata columns.
   */
  private static void addTest(Table truth, ImagesByName images, Found found)
      throws DatasetException {
    boolean columns = truth.has("image");
    if (!columns) {
      requireColumns(truth, "image_id", "dx");
    }
    for (Table.Row row : truth.rows()) {
      String dx = columns ? theOne(truth, row, found.faults) : row.get("dx");
      String image = row.get(columns ? "image" : "image_id");
      // Where lesions are not stated, each image is its own lesion.
      String lesion = row.get("lesion_id").isEmpty() ? "image:" + image : row.get("lesion_id");
      found.add(row, image, dx, lesion, Optional.of(Part.TEST), images);
    }
  }

  private static String theOne(Table truth, Table.Row row, Faults faults) {
    List<String> ones =
        truth.columns().stream()
            .filter(c -> !c.equals("image") && row.get(c).matches("1(\\.0*)?"))
            .map(c -> c.toLowerCase(Locale.ROOT))
            .toList();
    if (ones.size() != 1) {
      faults.add(row.place() + ": exactly one class must be 1, not " + ones);
      return "";
    }
    return ones.get(0);
  }

  private static void requireColumns(Table table, String... columns) throws DatasetException {
    Faults faults = new Faults();
    for (String column : columns) {
      if (!table.has(column)) {
        faults.add(table.name() + " has no column '" + column + "', only " + table.columns());
      }
    }
    faults.refuseIfAny();
  }

  /** The folder of the table; in archives it is inside of another folder. */
  private Path root(Path path) throws DatasetException {
    Path folder = Folders.existing(path);
    while (metadata(folder).isEmpty()) {
      List<Path> below = Folders.folders(folder);
      if (below.size() != 1) {
        throw noMetadata(path);
      }
      folder = below.get(0);
    }
    return folder;
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
    for (Path file :
        List.of(root.resolve(TRUTH + ".csv"), root.resolve(TRUTH).resolve(TRUTH + ".csv"))) {
      if (Files.isRegularFile(file)) {
        return Optional.of(Table.read(file));
      }
    }
    return Optional.empty();
  }

  /** The images that the tables name. */
  private static final class Found {
    private final Path root;
    private final Faults faults = new Faults();
    private final List<ListedFile> files = new ArrayList<>();
    private final Set<String> classes = new TreeSet<>();
    private final Set<String> ids = new HashSet<>();
    private int present;

    Found(Path root) {
      this.root = root;
    }

    void add(
        Table.Row row,
        String image,
        String dx,
        String lesion,
        Optional<Part> part,
        ImagesByName images) {
      if (!image.matches("[A-Za-z0-9_-]+")) {
        faults.add(row.place() + ": image '" + image + "' is no name such as ISIC_0024306");
      } else if (!CLASSES.contains(dx)) {
        faults.add(row.place() + ": dx '" + dx + "' is no class; accepted: " + CLASSES);
      } else if (!ids.add(image)) {
        faults.add(row.place() + ": image " + image + " is named a second time");
      } else {
        Optional<Path> file = images.named(image);
        present += file.isPresent() ? 1 : 0;
        Path at = file.orElseGet(() -> images.where(image));
        classes.add(dx);
        files.add(
            new ListedFile(
                at,
                Folders.imageId(root, at),
                dx,
                Optional.of(lesion).filter(l -> !l.isEmpty()),
                part,
                row.present(ATTRIBUTES)));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * PadChest (Bustos et al., doi:10.1016/j.media.2020.101797): the table {@code
 * PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv}, packed with gzip or not, and the images in
 * the folders that its column ImageDir names. An image without a finding has the label {@code
 * normal} alone. Its images have 16 bits: see the decoding options.
 */
final class PadChestLayout extends ChestXrayLayout {
  private static final String NAME = "padchest";
  private static final String NORMAL = "normal";
  private static final List<String> TABLES =
      List.of(
          "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv",
          "PADCHEST_chest_x_ray_images_labels_160K.csv");

  PadChestLayout(@Nullable String finding) {
    super(NAME, finding);
  }

  @Override
  public Layout withFinding(String finding) {
    return new PadChestLayout(finding);
  }

  @Override
  public String expects() {
    return TABLES.get(0)
        + " (or .csv.gz) next to the folders 0/ to 54/ that it names, or images/; with the finding,"
        + " as in padchest/pneumonia";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Bustos et al.: PadChest, BIMCV, doi:10.1016/j.media.2020.101797",
            "PadChest Dataset Research Use Agreement"));
  }

  @Override
  boolean isRoot(Path folder) {
    return firstOf(folder, TABLES).isPresent();
  }

  private static Table table(Path root) throws DatasetException {
    return readFirst(root, TABLES, "ImageID", "ImageDir", "PatientID", "Labels");
  }

  /** {@code ['pleural effusion', 'cardiomegaly']}. */
  private static List<String> labels(Table.Row row) {
    return Arrays.stream(row.get("Labels").replaceAll("[\\[\\]'\"]", "").split(","))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .distinct()
        .toList();
  }

  @Override
  List<String> findings(Path root) throws DatasetException {
    TreeSet<String> findings = new TreeSet<>();
    table(root).rows().forEach(row -> findings.addAll(labels(row)));
    findings.removeAll(List.of(NORMAL, "exclude", "suboptimal study", "unchanged"));
    return List.copyOf(findings);
  }

  @Override
  void read(Path root, List<String> wanted, Found found) throws DatasetException {
    Table table = table(root);
    found.faults.addAll(table.unreadable());
    for (Table.Row row : table.rows()) {
      String image = row.get("ImageID");
      String folder = row.get("ImageDir").replaceFirst("\\.0+$", "");
      if (!image.matches("[A-Za-z0-9_.-]+") || !folder.matches("[A-Za-z0-9_-]*")) {
        found.faults.add(row, "image '" + image + "' in folder '" + folder + "' is no name");
        continue;
      }
      List<String> labels = labels(row);
      List<Shown> shown = wanted.stream().map(finding -> shown(labels, finding)).toList();
      found.images.add(
          new Xray(
              file(root, folder, image),
              shown,
              row.known("PatientID"),
              Optional.empty(),
              attributes(row, Map.of("sex", "PatientSex_DICOM", "view", "Projection"))));
    }
  }

  /** What the list of an image does not name is absent, but for images that are to be excluded. */
  private static Shown shown(List<String> labels, String finding) {
    if (labels.contains("exclude")) {
      return Shown.OTHER;
    }
    if (labels.contains(finding)) {
      return Shown.FINDING;
    }
    return labels.equals(List.of(NORMAL)) ? Shown.NOTHING : Shown.ABSENT;
  }

  private static Path file(Path root, String folder, String image) {
    Path published = root.resolve(folder).resolve(image);
    Path together = root.resolve("images").resolve(image);
    return !Files.exists(published) && Files.exists(together) ? together : published;
  }
}

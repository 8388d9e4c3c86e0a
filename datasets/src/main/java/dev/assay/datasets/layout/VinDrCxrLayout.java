// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * VinDr-CXR (Nguyen et al., doi:10.13026/3akn-b287): {@code annotations/image_labels_train.csv}, in
 * which three radiologists label each image, and {@code annotations/image_labels_test.csv} with
 * their consensus. A finding counts if most of the radiologists of an image see it, no finding if
 * all say so; what only some see is uncertain. Patients are not known.
 */
final class VinDrCxrLayout extends ChestXrayLayout {
  private static final String NAME = "vindr-cxr";
  private static final String TRAIN = "image_labels_train.csv";
  private static final String TEST = "image_labels_test.csv";
  private static final String NO_FINDING_COLUMN = "No finding";

  VinDrCxrLayout(@Nullable String finding) {
    super(NAME, finding);
  }

  @Override
  public Layout withFinding(String finding) {
    return new VinDrCxrLayout(finding);
  }

  @Override
  public String expects() {
    return "annotations/image_labels_train.csv and annotations/image_labels_test.csv next to train/"
        + " and test/ with IMAGE-ID.dicom; with the finding, as in vindr-cxr/Pneumonia";
  }

  @Override
  public String groups() {
    return "images";
  }

  @Override
  boolean knowsPatients() {
    return false;
  }

  @Override
  public String parts() {
    return "train, test";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Nguyen et al.: VinDr-CXR, PhysioNet, doi:10.13026/3akn-b287",
            "PhysioNet Credentialed Health Data License 1.5.0"));
  }

  private static Optional<Path> labels(Path root, String name) {
    return table(root.resolve("annotations"), name).or(() -> table(root, name));
  }

  @Override
  boolean isRoot(Path folder) {
    return !Folders.name(folder).equals("annotations") && labels(folder, TRAIN).isPresent();
  }

  @Override
  List<String> findings(Path root) throws DatasetException {
    return Table.read(labels(root, TRAIN).orElseThrow()).columns().stream()
        .filter(c -> !List.of("image_id", "rad_id", NO_FINDING_COLUMN).contains(c))
        .toList();
  }

  @Override
  void read(Path root, List<String> wanted, Found found) throws DatasetException {
    read(root, wanted, found, TRAIN, "train", Part.TRAIN);
    if (labels(root, TEST).isPresent()) {
      read(root, wanted, found, TEST, "test", Part.TEST);
    }
  }

  private static void read(
      Path root, List<String> wanted, Found found, String name, String folder, Part part)
      throws DatasetException {
    Table table = Table.read(labels(root, name).orElseThrow());
    table.require("image_id", NO_FINDING_COLUMN);
    table.require(wanted.toArray(String[]::new));
    found.faults.addAll(table.unreadable());
    ImagesByName images = ImagesByName.in(root, Set.of(folder));
    if (images.isEmpty()) {
      throw new DatasetException(root + " has no images in " + folder + "/ for " + name);
    }
    Map<String, List<Table.Row>> ofImage = new LinkedHashMap<>();
    for (Table.Row row : table.rows()) {
      String image = row.get("image_id");
      if (image.matches("[A-Za-z0-9_-]+")) {
        ofImage.computeIfAbsent(image, i -> new ArrayList<>(3)).add(row);
      } else {
        found.faults.add(row, "image_id '" + image + "' is no name of an image");
      }
    }
    ofImage.forEach(
        (image, rows) ->
            found.images.add(
                new Xray(
                    images.named(image).orElseGet(() -> images.where(image)),
                    wanted.stream().map(finding -> shown(rows, finding)).toList(),
                    Optional.empty(),
                    Optional.of(part),
                    Map.of())));
    found.leftOut.addAll(images.without(ofImage.keySet()));
    found.notes.addAll(images.notes());
  }

  private static Shown shown(List<Table.Row> rows, String wanted) {
    long see = rows.stream().filter(r -> r.get(wanted).matches("1(\\.0*)?")).count();
    long none = rows.stream().filter(r -> r.get(NO_FINDING_COLUMN).matches("1(\\.0*)?")).count();
    if (2 * see > rows.size()) {
      return Shown.FINDING;
    }
    if (see > 0) {
      return Shown.UNCERTAIN;
    }
    return none == rows.size() ? Shown.NOTHING : Shown.ABSENT;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * MIMIC-CXR-JPG (Johnson et al., doi:10.13026/8360-t248): the labels of studies in {@code
 * mimic-cxr-2.0.0-chexpert.csv}, the images of studies and their parts in {@code
 * mimic-cxr-2.0.0-split.csv}, both packed with gzip or not, and the images in {@code
 * files/p10/p10000032/s50414267/DICOM-ID.jpg}. Uncertain labels, -1, are left out.
 */
final class MimicCxrLayout extends ChestXrayLayout {
  private static final String NAME = "mimic-cxr-jpg";
  private static final String NO_FINDING_COLUMN = "No Finding";

  MimicCxrLayout(@Nullable String finding) {
    super(NAME, finding);
  }

  @Override
  public Layout withFinding(String finding) {
    return new MimicCxrLayout(finding);
  }

  @Override
  public String expects() {
    return "mimic-cxr-2.0.0-chexpert.csv.gz and mimic-cxr-2.0.0-split.csv.gz (unpacked or not;"
        + " optionally mimic-cxr-2.0.0-metadata.csv.gz) next to files/p10/ and so on; with the"
        + " finding, as in mimic-cxr-jpg/Pneumonia";
  }

  @Override
  public String parts() {
    return "train, validate, test";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Johnson et al.: MIMIC-CXR-JPG, PhysioNet, doi:10.13026/8360-t248",
            "PhysioNet Credentialed Health Data License 1.5.0"));
  }

  private static Optional<Path> named(Path folder, String what) {
    for (String version : List.of("2.0.0", "2.1.0")) {
      Optional<Path> found = table(folder, "mimic-cxr-" + version + "-" + what + ".csv");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  @Override
  boolean isRoot(Path folder) {
    return named(folder, "chexpert").isPresent() && named(folder, "split").isPresent();
  }

  @Override
  List<String> findings(Path root) throws DatasetException {
    return Table.read(named(root, "chexpert").orElseThrow()).columns().stream()
        .filter(c -> !List.of("subject_id", "study_id", NO_FINDING_COLUMN).contains(c))
        .toList();
  }

  @Override
  void read(Path root, List<String> wanted, Found found) throws DatasetException {
    Table labels = Table.read(named(root, "chexpert").orElseThrow());
    labels.require("subject_id", "study_id", NO_FINDING_COLUMN);
    labels.require(wanted.toArray(String[]::new));
    found.faults.addAll(labels.unreadable());
    Map<String, List<Shown>> ofStudy = new HashMap<>();
    for (Table.Row row : labels.rows()) {
      ofStudy.put(
          row.get("study_id"),
          wanted.stream().map(finding -> shown(row, finding, NO_FINDING_COLUMN)).toList());
    }
    List<Shown> nothing = wanted.stream().map(finding -> Shown.OTHER).toList();
    Map<String, String> views = views(root);
    Table images = Table.read(named(root, "split").orElseThrow());
    images.require("dicom_id", "study_id", "subject_id", "split");
    found.faults.addAll(images.unreadable());
    for (Table.Row row : images.rows()) {
      String subject = row.get("subject_id");
      String study = row.get("study_id");
      String image = row.get("dicom_id");
      Optional<Part> part = part(row.get("split"));
      if (!subject.matches("\\d{2,}") || !study.matches("\\d+") || !image.matches("[\\w.-]+")) {
        found.faults.add(row, "its ids are none such as 10000032, 50414267 and 02aa804e-bde0afdd");
        continue;
      }
      if (part.isEmpty()) {
        found.faults.add(row, "split '" + row.get("split") + "' must be train, validate or test");
        continue;
      }
      Path file =
          root.resolve("files")
              .resolve("p" + subject.substring(0, 2))
              .resolve("p" + subject)
              .resolve("s" + study)
              .resolve(image + ".jpg");
      found.images.add(
          new Xray(
              file,
              // A study whose report says nothing of any finding has no row.
              ofStudy.getOrDefault(study, nothing),
              Optional.of(subject),
              part,
              Optional.ofNullable(views.get(image)).map(v -> Map.of("view", v)).orElse(Map.of())));
    }
  }

  private static Optional<Part> part(String split) {
    return split.equals("validate") ? Optional.of(Part.VALIDATION) : PartFolders.partNamed(split);
  }

  private static Map<String, String> views(Path root) throws DatasetException {
    Map<String, String> views = new HashMap<>();
    Optional<Path> metadata = named(root, "metadata");
    if (metadata.isPresent()) {
      Table table = Table.read(metadata.get());
      table.require("dicom_id");
      for (Table.Row row : table.rows()) {
        row.known("ViewPosition").ifPresent(view -> views.put(row.get("dicom_id"), view));
      }
    }
    return views;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * ChestX-ray14 of the NIH (Wang et al., doi:10.1109/CVPR.2017.369): {@code Data_Entry_2017.csv},
 * the images in {@code images_001/images} and so on or in {@code images}, and the official lists of
 * test and training images.
 */
final class ChestXray14Layout extends ChestXrayLayout {
  private static final String NAME = "nih-chestxray14";
  private static final List<String> TABLES =
      List.of("Data_Entry_2017_v2020.csv", "Data_Entry_2017.csv");
  private static final String LABELS = "Finding Labels";

  ChestXray14Layout(@Nullable String finding) {
    super(NAME, finding);
  }

  @Override
  public Layout withFinding(String finding) {
    return new ChestXray14Layout(finding);
  }

  @Override
  public String expects() {
    return "Data_Entry_2017.csv (or ..._v2020.csv) next to images_001/ and so on or images/,"
        + " optionally test_list.txt and train_val_list.txt; with the finding, as in"
        + " nih-chestxray14/Pneumonia";
  }

  @Override
  public String parts() {
    return "test, if test_list.txt is there";
  }

  @Override
  public Optional<Provenance> provenance() {
    return Optional.of(
        new Provenance(
            "Wang et al.: ChestX-ray8, NIH Clinical Center, doi:10.1109/CVPR.2017.369",
            "no restriction, with attribution to the NIH Clinical Center"));
  }

  @Override
  boolean isRoot(Path folder) {
    return firstOf(folder, TABLES).isPresent();
  }

  private static Table table(Path root) throws DatasetException {
    return readFirst(root, TABLES, "Image Index", LABELS, "Patient ID");
  }

  private static List<String> labels(Table.Row row) {
    return Arrays.stream(row.get(LABELS).split("\\|")).map(String::strip).toList();
  }

  @Override
  List<String> findings(Path root) throws DatasetException {
    TreeSet<String> findings = new TreeSet<>();
    table(root).rows().forEach(row -> findings.addAll(labels(row)));
    findings.remove("No Finding");
    return List.copyOf(findings);
  }

  @Override
  void read(Path root, List<String> wanted, Found found) throws DatasetException {
    Table table = table(root);
    found.faults.addAll(table.unreadable());
    ImagesByName images =
        ImagesByName.in(root, name -> name.equals("images") || name.matches("images_\\d+"));
    if (images.isEmpty()) {
      throw new DatasetException(root + " has no folder images or images_001 with images");
    }
    Map<String, Part> parts = new HashMap<>();
    list(root, "train_val_list.txt").forEach(name -> parts.put(name, Part.TRAIN));
    list(root, "test_list.txt").forEach(name -> parts.put(name, Part.TEST));
    for (Table.Row row : table.rows()) {
      String name = row.get("Image Index");
      if (!name.matches("[A-Za-z0-9_.-]+")) {
        found.faults.add(row, "image '" + name + "' is no name such as 00000001_000.png");
        continue;
      }
      List<String> labels = labels(row);
      List<Shown> shown = wanted.stream().map(finding -> shown(labels, finding)).toList();
      String stem = Folders.stem(name);
      found.images.add(
          new Xray(
              images.named(stem).orElseGet(() -> images.where(stem)),
              shown,
              row.known("Patient ID"),
              Optional.ofNullable(parts.get(name)),
              attributes(
                  row,
                  Map.of("age", "Patient Age", "sex", "Patient Gender", "view", "View Position"))));
    }
    found.leftOut.addAll(images.leftOut());
    found.notes.addAll(images.notes());
  }

  /** What the list of an image does not name is absent. */
  private static Shown shown(List<String> labels, String finding) {
    if (labels.contains(finding)) {
      return Shown.FINDING;
    }
    return labels.equals(List.of("No Finding")) ? Shown.NOTHING : Shown.ABSENT;
  }

  private static List<String> list(Path root, String name) throws DatasetException {
    Path file = root.resolve(name);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DatasetException(
          name + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }
}

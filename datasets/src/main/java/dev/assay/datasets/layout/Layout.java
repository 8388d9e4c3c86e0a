// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A layout: how classes, parts and patients of a data set are read from its folders, names and
 * tables. A layout is one class that declares its name, its description and its reader, and one
 * line in {@link #ALL}. Studies, requests, the help of {@code data inspect} and the table of the
 * user guide take it from there.
 */
public interface Layout {
  /** Every layout by its name. */
  Map<String, Layout> ALL =
      Stream.of(
              new FolderLayout(),
              new KermanyLayout(),
              new Ham10000Layout(),
              new IsicLayout(),
              new AmdLayout(),
              new ModalitiesLayout(),
              new CsvLayout(),
              new MedmnistLayout(null),
              new ChestXray14Layout(null),
              new CheXpertLayout(null),
              new MimicCxrLayout(null),
              new VinDrCxrLayout(null),
              new PadChestLayout(null))
          .collect(Collectors.toMap(Layout::name, Function.identity(), (a, b) -> a, TreeMap::new));

  /** The name in studies and requests. */
  String name();

  /** A description of the folder in one sentence, for messages and the table of the user guide. */
  String expects();

  /** A group of images of this layout, for the table of the user guide: {@code patients}. */
  String groups();

  /** The predefined parts of this layout, for the table of the user guide: {@code none}. */
  default String parts() {
    return "none";
  }

  /** Source and licence of the images, if the layout is that of one published data set. */
  default Optional<Provenance> provenance() {
    return Optional.empty();
  }

  /**
   * Whether folders with the same parent are data sets of the same patients, whose splits have to
   * agree: {@link dev.assay.datasets.split.SharedSplit}.
   */
  default boolean sharesPatients() {
    return false;
  }

  /**
   * The number of the patient in the name of a file, if the layout numbers patients and starts
   * again in the test part: the same number in the training and in the test part need not be the
   * same person. The leak scan compares the images of equal numbers.
   *
   * @return empty if the layout has no such numbers, or this name has none
   */
  default Optional<String> patientNumber(Path file) {
    return Optional.empty();
  }

  /**
   * The layout for one finding of images that have several, {@code chexpert/Pneumonia} in studies.
   *
   * @throws DatasetException if each image of this layout has one class
   */
  default Layout withFinding(String finding) throws DatasetException {
    throw new DatasetException(
        "layout '" + name() + "' takes no finding, so not '" + name() + "/" + finding + "'");
  }

  /**
   * Lists the files of a data set without opening an image.
   *
   * @param root the folder, or a folder that contains only that folder
   * @throws DatasetException with every fault of the structure
   */
  Listing list(Path root) throws DatasetException;

  /**
   * @throws DatasetException naming the accepted layouts
   */
  static Layout named(String name) throws DatasetException {
    int slash = name.indexOf('/');
    String base = slash < 0 ? name : name.substring(0, slash);
    Layout layout = ALL.get(base);
    if (layout == null) {
      throw new DatasetException(
          "layout '" + base + "' is not known; accepted: " + List.copyOf(ALL.keySet()));
    }
    return slash < 0 ? layout : layout.withFinding(name.substring(slash + 1).strip());
  }

  /** Whether this is the name of a layout that {@link #sharesPatients}. */
  static boolean sharesPatients(String name) {
    return Optional.ofNullable(ALL.get(name)).filter(Layout::sharesPatients).isPresent();
  }

  /** All layouts as the rows of a Markdown table: name, folder, groups, predefined parts. */
  static List<String> table() {
    return ALL.values().stream()
        .map(
            layout ->
                "| `%s` | %s | %s | %s |"
                    .formatted(layout.name(), layout.expects(), layout.groups(), layout.parts()))
        .toList();
  }
}

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

/** How classes, parts and patients of a data set are read from its folders, names and tables. */
public sealed interface Layout
    permits FolderLayout,
        KermanyLayout,
        Ham10000Layout,
        AmdLayout,
        ModalitiesLayout,
        CsvLayout,
        MedmnistLayout {
  /** Every layout by its name in studies and requests. */
  Map<String, Layout> ALL =
      Stream.of(
              new FolderLayout(),
              new KermanyLayout(),
              new Ham10000Layout(),
              new AmdLayout(),
              new ModalitiesLayout(),
              new CsvLayout(),
              new MedmnistLayout())
          .collect(Collectors.toMap(Layout::name, Function.identity(), (a, b) -> a, TreeMap::new));

  /** As written in studies and requests. */
  String name();

  /** One sentence about the folders this layout expects. */
  String expects();

  /** Where the images come from, if the layout is that of one published data set. */
  default Optional<Provenance> provenance() {
    return Optional.empty();
  }

  /**
   * Lists the files of a data set; opens no image of it.
   *
   * @param root the folder, or one that has nothing but that folder in it
   * @throws DatasetException with every fault of the structure
   */
  Listing list(Path root) throws DatasetException;

  /**
   * @throws DatasetException naming the accepted layouts
   */
  static Layout named(String name) throws DatasetException {
    Layout layout = ALL.get(name);
    if (layout == null) {
      throw new DatasetException(
          "layout '" + name + "' is not known; accepted: " + List.copyOf(ALL.keySet()));
    }
    return layout;
  }
}

package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How classes, parts and patients of a data set are read from its folders and file names. */
public sealed interface Layout permits FolderLayout, KermanyLayout {
  /** Every layout by its name in studies and requests. */
  Map<String, Layout> ALL =
      new TreeMap<>(
          Map.of(FolderLayout.NAME, new FolderLayout(), KermanyLayout.NAME, new KermanyLayout()));

  /** As written in studies and requests. */
  String name();

  /** What a group of images is: {@code patient}, or {@code image} where no patients are known. */
  String groupKind();

  /** One sentence about the folders this layout expects. */
  String expects();

  /**
   * Lists the files of a data set; opens none of them.
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

package dev.assay.datasets.layout;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a data set.
 *
 * @param root where image ids begin
 * @param classes sorted by name; a label is an index into them
 * @param files sorted by image id
 */
public record Listing(Path root, List<String> classes, List<ListedFile> files) {
  public Listing {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
  }
}

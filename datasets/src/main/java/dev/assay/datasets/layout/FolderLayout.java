// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.PartFolders.ClassFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Class folders, with or without train, validation and test folders above them. Patients are not
 * known, so each image is its own group.
 */
public final class FolderLayout implements Layout {
  static final String NAME = "folder";

  FolderLayout() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String expects() {
    return "one folder per class, or train/ and test/ (optionally val/) with one folder per class"
        + " in each";
  }

  @Override
  public String groups() {
    return "images; patients if every file is a DICOM file that states one";
  }

  @Override
  public String parts() {
    return "by folder";
  }

  @Override
  public Listing list(Path path) throws DatasetException {
    Tree tree = Tree.of(path);
    List<LeftOut> leftOut = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<ClassFolder> folders = PartFolders.below(tree, leftOut, notes);
    SortedSet<String> classes = new TreeSet<>();
    folders.forEach(f -> classes.add(f.className()));
    List<String> faults = new ArrayList<>();
    if (classes.size() < 2) {
      faults.add(
          path
              + " has "
              + (classes.isEmpty() ? "no class folder" : "one class folder " + classes)
              + "; layout 'folder' expects "
              + expects());
    }
    faults.addAll(PartFolders.missingClasses(folders, classes));
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
    return PartFolders.list(
        tree, Listing.IMAGE, folders, classes, leftOut, notes, (folder, id) -> Optional.of(id));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Folders;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a folder without opening them; two of these show which files were added, changed and
 * deleted in the meantime.
 */
public final class FolderStamps {
  private FolderStamps() {}

  /**
   * @return the stamp of every file that a layout could list, by its path below the folder as the
   *     file system spells it; a file that is deleted meanwhile is missing
   * @throws DatasetException if the folder or one below it cannot be read
   */
  public static Map<String, FileStamp> of(Path folder) throws DatasetException {
    Map<String, FileStamp> stamps = new TreeMap<>();
    for (Path file : Folders.files(folder)) {
      FileStamp.of(file).ifPresent(stamp -> stamps.put(folder.relativize(file).toString(), stamp));
    }
    return stamps;
  }
}

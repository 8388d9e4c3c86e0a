// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.data.store.ErasedImageRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.scan.DatasetVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the erasure of some images means to the data sets that have them.
 *
 * @param versions that have one of them; they go
 * @param contents SHA-256 of the bytes of the images
 * @param rests what takes the place of those of these versions that are current, by data set
 * @param images how many rows of versions go
 * @param kept what no scan takes up again
 * @param paths of the files of each data set, below its folder
 * @param files of this service that are deleted
 * @param staying files that lie in registered folders
 * @param notes what the operator must know
 */
record PartErasure(
    List<VersionRow> versions,
    Set<String> contents,
    Map<String, DatasetVersion> rests,
    int images,
    Set<ErasedImageRow.Key> kept,
    Map<String, Set<String>> paths,
    List<Path> files,
    List<Path> staying,
    List<String> notes) {
  PartErasure {
    versions = List.copyOf(versions);
    contents = Set.copyOf(contents);
    kept = Set.copyOf(kept);
    files = List.copyOf(files);
    staying = List.copyOf(staying);
    notes = List.copyOf(notes);
  }
}

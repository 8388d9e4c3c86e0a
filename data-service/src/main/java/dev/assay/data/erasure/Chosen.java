// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import java.nio.file.Path;
import java.util.Set;

/**
 * The images of one data set that an erasure names.
 *
 * @param images hashes of their ids
 * @param patients pseudonyms; none if single images are named
 * @param paths of files, below the folder of the data set, also of those that no version uses
 * @param files those that are there
 */
record Chosen(
    String dataset, Set<String> images, Set<String> patients, Set<String> paths, Set<Path> files) {
  Chosen {
    images = Set.copyOf(images);
    patients = Set.copyOf(patients);
    paths = Set.copyOf(paths);
    files = Set.copyOf(files);
  }
}

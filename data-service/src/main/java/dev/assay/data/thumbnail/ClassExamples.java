// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.scan.PublishedIds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A few images of each class of a data set. */
@ApplicationScoped
@Transactional
public class ClassExamples {
  private final PublishedIds ids;

  ClassExamples(PublishedIds ids) {
    this.ids = ids;
  }

  /**
   * Examples of the newest version.
   *
   * @param version content hash
   * @param classes in the order of the labels
   */
  public record Examples(String version, List<OfClass> classes) {}

  /**
   * Examples of a class.
   *
   * @param contents keyed ids of the contents of images, by which thumbnails are known
   */
  public record OfClass(String className, List<String> contents) {}

  /**
   * The images with the smallest keyed ids: as good as drawn, and the same ones each time.
   *
   * @param each most images of a class
   * @return empty if there is no such data set
   */
  public Optional<Examples> of(String name, int each) {
    return DatasetRow.of(name)
        .filter(row -> row.versionId != null)
        .map(DatasetRow::version)
        .map(version -> of(version, each));
  }

  private Examples of(VersionRow version, int each) {
    List<String> names = version.classNames();
    List<TreeSet<String>> found = names.stream().map(name -> new TreeSet<String>()).toList();
    for (ImageRow row : ImageRow.ofVersion(version.id)) {
      String content = ids.content(row.sha256);
      for (int label = 0; label < names.size(); label++) {
        if (row.shows(label)) {
          TreeSet<String> ofClass = found.get(label);
          ofClass.add(content);
          if (ofClass.size() > each) {
            ofClass.pollLast();
          }
        }
      }
    }
    List<OfClass> classes = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      classes.add(new OfClass(names.get(label), List.copyOf(found.get(label))));
    }
    return new Examples(version.contentHash, classes);
  }
}

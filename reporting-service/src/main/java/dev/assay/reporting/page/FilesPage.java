// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything of a study that can be taken away, by the template {@code files}.
 *
 * @param groups the files by their folder
 */
public record FilesPage(Frame frame, StudyHead head, List<Group> groups) implements Page {
  /** Files of one folder. */
  public record Group(String folder, List<StudyFile> files) {}

  static FilesPage of(Frame frame, StudyNow now, List<String> paths) {
    Map<String, List<StudyFile>> byFolder = new TreeMap<>();
    for (String path : paths) {
      int slash = path.indexOf('/');
      byFolder
          .computeIfAbsent(slash < 0 ? "" : path.substring(0, slash), folder -> new ArrayList<>())
          .add(StudyFile.of(now.report().studyId(), path));
    }
    return new FilesPage(
        frame,
        StudyHead.of(now, "files"),
        byFolder.entrySet().stream()
            .map(entry -> new Group(entry.getKey(), List.copyOf(entry.getValue())))
            .toList());
  }

  @Override
  public String title() {
    return head.name() + ": files";
  }
}

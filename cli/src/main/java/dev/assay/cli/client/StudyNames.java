// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import dev.assay.cli.CliException;
import dev.assay.cli.Suggestions;
import java.util.List;

/** Finds the study that a user names. */
public final class StudyNames {
  private StudyNames() {}

  /**
   * @param studies the newest first
   * @param given an id, the beginning of one, or a name; several studies may have one name, and
   *     then the newest is found
   * @throws CliException if there is none, or if several ids have this beginning
   */
  public static StudyView find(List<StudyView> studies, String given) {
    List<StudyView> exact = studies.stream().filter(s -> s.studyId().equals(given)).toList();
    if (!exact.isEmpty()) {
      return exact.getFirst();
    }
    List<StudyView> named = studies.stream().filter(s -> s.title().equals(given)).toList();
    if (!named.isEmpty()) {
      return named.getFirst();
    }
    List<StudyView> begun = studies.stream().filter(s -> s.studyId().startsWith(given)).toList();
    if (begun.size() == 1) {
      return begun.getFirst();
    }
    if (begun.isEmpty()) {
      throw CliException.badInput(
          "there is no study '%s'; known: %s%s"
              .formatted(
                  given,
                  describe(studies),
                  Suggestions.of(given, studies.stream().map(StudyView::title).toList())));
    }
    throw CliException.badInput(
        "'%s' may be any of %s; give more digits".formatted(given, describe(begun)));
  }

  private static String describe(List<StudyView> studies) {
    return studies.isEmpty()
        ? "none"
        : String.join(
            ", ", studies.stream().map(s -> s.studyId() + " (" + s.title() + ")").toList());
  }
}

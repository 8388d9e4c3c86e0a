// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudySummary;
import dev.assay.reporting.template.Templates;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The list of studies, by the template {@code studies}.
 *
 * @param studies in the order they are shown
 * @param refreshSeconds 0 once all have ended
 */
public record StudiesPage(List<Listed> studies, int refreshSeconds) implements Page {
  /**
   * A study.
   *
   * @param submitted date and time, UTC
   */
  public record Listed(
      String id, String name, String state, int done, int total, int failed, String submitted) {}

  static String render(List<StudySummary> studies) {
    boolean ended =
        !studies.isEmpty() && studies.stream().allMatch(study -> study.state().isFinal());
    return Templates.render(
        "studies",
        "page",
        new StudiesPage(
            studies.stream().map(StudiesPage::listed).toList(), ended ? 0 : REFRESH_SECONDS));
  }

  @Override
  public String title() {
    return "Studies";
  }

  private static Listed listed(StudySummary study) {
    return new Listed(
        study.studyId(),
        study.name(),
        study.state().label(),
        study.done(),
        study.total(),
        study.failed(),
        study.submittedAt().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}

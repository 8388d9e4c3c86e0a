// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import dev.assay.reporting.live.Headline;
import dev.assay.reporting.live.StudyGrid;

/**
 * What stands above every page of a study.
 *
 * @param id of the study
 * @param name as its author calls it
 * @param line how far it is
 * @param tab which of its pages this is
 */
public record StudyHead(String id, String name, Headline line, String tab) {
  static StudyHead of(StudyNow now, String tab) {
    return new StudyHead(now.report().studyId(), now.report().name(), StudyGrid.headline(now), tab);
  }

  /** For the colour of a state. */
  public String kind() {
    return line.state().replace(' ', '-');
  }

  public String percent() {
    return Math.round(line.done() * 100) + " %";
  }
}

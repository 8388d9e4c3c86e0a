// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.reporting.StudySummary;
import dev.assay.reporting.live.LiveTable.Column;
import dev.assay.reporting.live.LiveTable.Row;
import dev.assay.reporting.live.LiveTable.Shown;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** All studies as rows that change. */
public final class StudiesTable {
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  private StudiesTable() {}

  public static LiveTable of(List<StudySummary> studies) {
    return new LiveTable(
        "Studies",
        List.of(
            Column.text("Study"),
            Column.text("State"),
            Column.text("Cells evaluated"),
            Column.number("Failed"),
            Column.text("Submitted (UTC)"),
            Column.text("Id")),
        studies.stream().map(StudiesTable::row).toList());
  }

  private static Row row(StudySummary study) {
    double done = study.total() == 0 ? 0 : (double) study.done() / study.total();
    Shown evaluated = Shown.of("%d of %d".formatted(study.done(), study.total())).ordered(done);
    return new Row(
        study.studyId(),
        List.of(
            Shown.of(study.name()).linked("/view/" + study.studyId()),
            Shown.of(study.state().label()).ofKind(study.state().label().replace(' ', '-')),
            study.state().isFinal() ? evaluated : evaluated.done(done),
            Shown.number(study.failed() == 0 ? "" : "" + study.failed(), study.failed()),
            Shown.of(MINUTES.format(study.submittedAt())),
            Shown.of(study.studyId())));
  }

  /** For those who look at all studies. */
  static Headline headline(List<StudySummary> studies) {
    long running = studies.stream().filter(study -> !study.state().isFinal()).count();
    return new Headline(
        "", running == 0 ? "no study is running" : running + " running", 0, running == 0);
  }
}

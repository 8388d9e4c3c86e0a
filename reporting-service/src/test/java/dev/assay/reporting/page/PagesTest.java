// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.StudyState;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.StudySummary;
import dev.assay.reporting.render.Golden;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.Report;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PagesTest {
  @Test
  void namesArePrintedAndNeverRun() {
    String page = StudiesPage.render(List.of(study("<script>alert(1)</script>", StudyState.DONE)));

    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>");
  }

  @Test
  void refreshesWhileAStudyRunsAndNotAfterwards() {
    StudySummary done = study("a", StudyState.DONE);
    StudySummary running = study("b", StudyState.RUNNING);

    assertThat(StudiesPage.render(List.of(done, running))).contains("http-equiv=\"refresh\"");
    assertThat(StudiesPage.render(List.of(done))).doesNotContain("http-equiv=\"refresh\"");
    // The first study is yet to come.
    assertThat(StudiesPage.render(List.of())).contains("http-equiv=\"refresh\"");
  }

  @Test
  void linksEachStudyAndSaysHowFarItIs() {
    assertThat(StudiesPage.render(List.of(study("demo", StudyState.FAILED_CELLS))))
        .contains("<a href=\"/view/0123456789ab\">demo</a>")
        .contains("<td>failed cells</td><td>1 of 3</td><td>2</td>")
        .contains("2026-01-02T03:04:05Z");
  }

  @Test
  void listIsAsCommitted() throws Exception {
    Golden.assertSame(
        "page-studies.html",
        StudiesPage.render(
            List.of(study("a<b>", StudyState.DONE), study("demo", StudyState.RUNNING))));
  }

  @Test
  void emptyListIsAsCommitted() throws Exception {
    Golden.assertSame("page-no-studies.html", StudiesPage.render(List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "FAILED_CELLS"})
  void studyIsAsCommittedWithItsRunsWhileItRuns(StudyState state) throws Exception {
    Golden.assertSame(
        "page-study-%s.html".formatted(state.label().replace(' ', '-')),
        StudyPage.render(
            status(state), SampleReports.report(Report.Outcome.UNFINISHED, List.of())));
  }

  private static StudyStatus status(StudyState state) {
    SeedStatus training =
        new SeedStatus(1, "k", "training", 2, 3, 0.25, 0.5, 0.5, 0.5, 10.0, 61.0, 1L);
    SeedStatus pending =
        new SeedStatus(2, null, "pending", null, null, null, null, null, null, null, null, null);
    SeedStatus features =
        new SeedStatus(3, "k", "features", 0, 0, 0.5, null, null, null, null, 7.0, null);
    CellStatus cell =
        new CellStatus(
            "id",
            "x & y / z",
            "z",
            "x",
            "running",
            "why",
            null,
            List.of(training, pending, features),
            null,
            List.of());
    return new StudyStatus(
        "0123456789ab",
        "chest <xray>",
        state,
        1,
        0,
        0,
        List.of(cell),
        List.of(),
        List.of(),
        List.of());
  }

  private static StudySummary study(String name, StudyState state) {
    return new StudySummary(
        "0123456789ab", name, state, Instant.parse("2026-01-02T03:04:05.678Z"), 3, 1, 2);
  }
}

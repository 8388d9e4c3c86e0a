package dev.assay.reporting.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.StudyState;
import dev.assay.reporting.StudySummary;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyPagesTest {
  @Test
  void namesArePrintedAndNeverRun() {
    String page = StudyPages.list(List.of(study("<script>alert(1)</script>", StudyState.DONE)));

    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script>");
  }

  @Test
  void refreshesWhileAStudyRunsAndNotAfterwards() {
    StudySummary done = study("a", StudyState.DONE);
    StudySummary running = study("b", StudyState.RUNNING);

    assertThat(StudyPages.list(List.of(done, running))).contains("http-equiv=\"refresh\"");
    assertThat(StudyPages.list(List.of(done))).doesNotContain("http-equiv=\"refresh\"");
    // The first study is yet to come.
    assertThat(StudyPages.list(List.of())).contains("http-equiv=\"refresh\"");
  }

  @Test
  void linksEachStudyAndSaysHowFarItIs() {
    assertThat(StudyPages.list(List.of(study("demo", StudyState.FAILED_CELLS))))
        .contains("<a href=\"/view/0123456789ab\">demo</a>")
        .contains("<td>failed cells</td><td>1 of 3</td><td>2</td>")
        .contains("2026-01-02T03:04:05Z");
  }

  private static StudySummary study(String name, StudyState state) {
    return new StudySummary(
        "0123456789ab", name, state, Instant.parse("2026-01-02T03:04:05.678Z"), 3, 1, 2);
  }
}

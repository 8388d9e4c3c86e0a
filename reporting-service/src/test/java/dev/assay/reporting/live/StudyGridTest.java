// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Actor;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.StudyState;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.live.LiveTable.Column;
import dev.assay.reporting.live.LiveTable.Row;
import dev.assay.reporting.live.LiveTable.Shown;
import dev.assay.reporting.plot.SamplePlots;
import dev.assay.reporting.report.Report;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyGridTest {
  private static final Report REPORT = SamplePlots.report();

  private static SeedStatus seed(
      long seed, String stage, @Nullable Integer epoch, @Nullable Double eta) {
    Double fraction = epoch == null ? null : epoch / 10.0;
    return new SeedStatus(
        seed,
        null,
        stage,
        epoch,
        epoch == null ? null : 10,
        fraction,
        epoch == null ? null : 0.25,
        null,
        null,
        epoch == null ? null : 412.3,
        eta,
        null);
  }

  private static StudyNow now(StudyState state, List<List<SeedStatus>> first) {
    List<CellStatus> cells = new ArrayList<>();
    List<Report.Row> rows = REPORT.rows();
    for (int i = 0; i < rows.size(); i++) {
      boolean given = i < first.size();
      List<SeedStatus> seeds = given ? first.get(i) : List.of(seed(1, "done", null, null));
      boolean failed = seeds.stream().anyMatch(s -> s.stage().equals("failed"));
      boolean done = seeds.stream().allMatch(s -> s.stage().equals("done"));
      boolean begun = seeds.stream().anyMatch(s -> !s.stage().equals("pending"));
      cells.add(
          new CellStatus(
              rows.get(i).cell().cellId(),
              "label",
              "title",
              rows.get(i).cell().dataset(),
              done ? "done" : failed ? "failed" : begun ? "running" : "pending",
              failed ? "training failed (seed 2): out of memory" : null,
              failed ? Actor.OPERATOR : null,
              seeds,
              null,
              done ? rows.get(i).metrics().orElseThrow().metrics().test() : List.of()));
    }
    return new StudyNow(
        REPORT,
        new StudyStatus(
            REPORT.studyId(),
            REPORT.name(),
            state,
            cells.size(),
            cells.size() - first.size(),
            0,
            cells.size(),
            cells,
            List.of(),
            List.of(),
            List.of()));
  }

  private static Shown cell(LiveTable table, int row, String heading) {
    int column = table.columns().stream().map(Column::heading).toList().indexOf(heading);
    return table.rows().get(row).cells().get(column);
  }

  @Test
  void aRowIsACellAndItsSeedsAreInIt() {
    LiveTable table =
        StudyGrid.of(
            now(
                StudyState.RUNNING,
                List.of(
                    List.of(seed(1, "scored", null, null), seed(2, "training", 4, 33.0)),
                    List.of(seed(1, "pending", null, null), seed(2, "pending", null, null)),
                    List.of(seed(1, "done", null, null), seed(2, "failed", null, null)))));

    assertThat(table.columns())
        .extracting(Column::heading)
        .containsExactly(
            "Backbone",
            "Data set",
            "Training",
            "Subset",
            "State",
            "Accuracy",
            "Seeds",
            "Progress",
            "Loss",
            "Images/s",
            "Left");
    assertThat(cell(table, 0, "Backbone").text()).isEqualTo("ResNet50");
    assertThat(cell(table, 0, "Backbone").href())
        .isEqualTo("/view/0123456789ab/cells/" + REPORT.cells().getFirst().cellId());
    assertThat(cell(table, 0, "State").text()).isEqualTo("training");
    assertThat(cell(table, 0, "Seeds").text()).isEqualTo("1\u00a0\u25cf  2\u00a0\u25d0");
    assertThat(cell(table, 0, "Progress").text()).isEqualTo("epoch 4 of 10");
    assertThat(cell(table, 0, "Progress").progress()).isEqualTo(0.7);
    assertThat(cell(table, 0, "Loss").text()).isEqualTo("0.250");
    assertThat(cell(table, 0, "Images/s").text()).isEqualTo("412");
    assertThat(cell(table, 0, "Left").text()).isEqualTo("33 s");
    assertThat(cell(table, 1, "State").text()).isEqualTo("queued");
    assertThat(cell(table, 2, "State").kind()).isEqualTo("failed");
    assertThat(cell(table, 2, "State").note()).isEqualTo("training failed (seed 2): out of memory");
    assertThat(cell(table, 3, "State").text()).isEqualTo("evaluated");
    assertThat(cell(table, 3, "Accuracy").text()).isEqualTo("0.835");
    assertThat(cell(table, 3, "Accuracy").note()).isEqualTo("[0.794, 0.872]");
  }

  @Test
  void everyRowHasEveryColumn() {
    LiveTable table = StudyGrid.of(now(StudyState.DONE, List.of()));

    assertThat(table.rows())
        .extracting(Row::cells)
        .allSatisfy(cells -> assertThat(cells).hasSize(table.width()));
    assertThat(table.isVirtual()).isFalse();
  }

  @Test
  void theTimeLeftIsThatOfTheWholeStudy() {
    // Half of a training took 30 s, so one takes 60 s: 30 s are left of this, and three wait.
    List<SeedStatus> first = List.of(seed(1, "training", 5, 30.0), seed(2, "pending", null, null));
    List<SeedStatus> second =
        List.of(seed(1, "queued", null, null), seed(2, "pending", null, null));

    assertThat(TimeLeft.of(REPORT, now(StudyState.RUNNING, List.of(first, second)).status()))
        .hasValueCloseTo(210.0, within(1e-9));
    // Two at a time.
    List<SeedStatus> two = List.of(seed(1, "training", 5, 30.0), seed(2, "training", 5, 30.0));
    assertThat(TimeLeft.of(REPORT, now(StudyState.RUNNING, List.of(two, second)).status()))
        .hasValueCloseTo(90.0, within(1e-9));
  }

  @Test
  void saysNoTimeThatNothingTells() {
    List<SeedStatus> waiting = List.of(seed(1, "pending", null, null));

    assertThat(TimeLeft.of(REPORT, now(StudyState.RUNNING, List.of(waiting)).status())).isEmpty();
    assertThat(TimeLeft.of(REPORT, now(StudyState.DONE, List.of()).status())).isEmpty();
    assertThat(StudyGrid.headline(now(StudyState.RUNNING, List.of(waiting))).summary())
        .isEqualTo("10 of 11 cells evaluated");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "0.2, 1 s",
    "119, 119 s",
    "120, 2 min",
    "121, 3 min",
    "7199, 120 min",
    "7200, 2 h",
    "7260, 2 h 1 min",
    "172800, 2 d",
    "190000, 2 d 5 h",
    "-3, 0 s"
  })
  void saysTimesAsPeopleDo(double seconds, String text) {
    assertThat(Durations.of(seconds)).isEqualTo(text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportAssemblyTest {
  @TempDir Path folder;
  private FileSystemStore store;
  private SampleStudy study;

  @BeforeEach
  void makeStudy() {
    store = new FileSystemStore(folder);
    study = new SampleStudy("0123456789ab", store);
  }

  @Test
  void studyWhoseEndComesBeforeItsLastResultIsPartial() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.removeIf(
        e -> e instanceof EvaluationCompleted done && done.cellId().equals(study.tuned().cellId()));

    Report report = report(events);

    assertThat(report.partial()).isTrue();
    assertThat(report.rows()).extracting(Report.Row::state).contains(State.DONE, State.PENDING);
    assertThat(report.rows().get(1).reason()).isEqualTo("2 of 2 seeds trained, 2 scored");
  }

  @Test
  void endOfStudyDoesNotChangeReport() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    Report after = report(events);
    events.removeIf(StudyFinished.class::isInstance);

    assertThat(report(events)).isEqualTo(after);
    assertThat(after.outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void awaitsComparisonOnceAllCellsHaveResults() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    Report before = report(events);
    events.add(study.compared(true));

    Report after = report(events);

    assertThat(awaited(study.finished())).containsExactly("phantom");
    assertThat(before.sections().getFirst().comparison()).isNull();
    assertThat(awaited(events)).isEmpty();
    assertThat(after.sections().getFirst().comparison()).isNotNull();
    assertThat(awaited(study.failed())).isEmpty();
    assertThat(awaited(study.halfway())).isEmpty();
  }

  @Test
  void hidesComparisonOfSupersededMetrics() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.add(study.compared(false));

    Report report = report(events);

    assertThat(report.sections().getFirst().comparison()).isNull();
    assertThat(awaited(events)).containsExactly("phantom");
  }

  @Test
  void reportsFailedComparisonAndDoesNotAwaitIt() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.addFirst(study.notCompared(true));

    Report report = report(events);

    assertThat(awaited(events)).isEmpty();
    assertThat(report.failedComparisons()).containsExactly("phantom: the artifact store fails");
    assertThat(report.sections().getFirst().comparisonFailure())
        .isEqualTo(new Report.ComparisonFailure("the artifact store fails", Actor.OPERATOR));
  }

  @Test
  void laterComparisonOutweighsFailureInAnyOrder() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.addFirst(study.compared(true));
    events.add(study.notCompared(true));

    Report report = report(events);

    assertThat(report.failedComparisons()).isEmpty();
    assertThat(report.sections().getFirst().comparison()).isNotNull();
    assertThat(report(events.reversed())).isEqualTo(report);
  }

  @Test
  void hidesFailedComparisonOfSupersededMetrics() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.add(study.notCompared(false));

    Report report = report(events);

    assertThat(report.failedComparisons()).isEmpty();
    assertThat(awaited(events)).containsExactly("phantom");
  }

  @Test
  void doesNotAwaitAComparisonOfFewerThanTwoCells() {
    List<AssayEvent> events = new ArrayList<>(study.failed());

    Report report = report(events);

    assertThat(report.count(State.DONE)).isEqualTo(1);
    assertThat(awaited(events)).isEmpty();
    assertThat(report.failedComparisons()).isEmpty();
  }

  @Test
  void cancelledStudyKeepsItsResults() {
    List<AssayEvent> events = new ArrayList<>(study.halfway());
    events.add(new StudyCancelRequested("0123456789ab"));

    Report report = report(events);

    assertThat(report.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(report.rows())
        .extracting(Report.Row::state)
        .containsExactly(State.DONE, State.CANCELLED);
  }

  @Test
  void hasNoReportOfUnknownStudy() {
    assertThat(
            ReportAssembly.report(
                StudyHistory.of(study.finished().subList(1, 3)), new FromFolder()))
        .isEmpty();
  }

  private List<String> awaited(List<AssayEvent> events) {
    return AssembledStudy.of(StudyHistory.of(events), new FromFolder())
        .orElseThrow()
        .comparisons()
        .awaited();
  }

  private Report report(List<AssayEvent> events) {
    return ReportAssembly.report(StudyHistory.of(events), new FromFolder()).orElseThrow();
  }

  private final class FromFolder implements Results {
    @Override
    public MetricsFile metrics(ArtifactRef ref) {
      return read(ref, MetricsFile.class);
    }

    @Override
    public ComparisonsFile comparisons(ArtifactRef ref) {
      return read(ref, ComparisonsFile.class);
    }

    @Override
    public ModelFacts model(ArtifactRef ref) {
      return ModelFacts.of(read(ref, ModelManifest.class));
    }

    @Override
    public SplitFacts split(ArtifactRef ref) {
      return SplitFacts.of(read(ref, SplitManifest.class));
    }

    private <T> T read(ArtifactRef ref, Class<T> type) {
      try {
        return Json.read(Files.readString(store.local(ref)), type);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

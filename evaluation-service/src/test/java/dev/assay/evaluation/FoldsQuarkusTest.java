// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.embedded.WithCallers;
import dev.assay.evaluation.metrics.PooledEvaluator;
import dev.assay.evaluation.metrics.Unusable;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
class FoldsQuarkusTest extends EvaluationServiceTest {

  @Test
  void poolsTheFoldsOfACellAndComparesPooledRowsAlone() throws IOException, Unusable {
    FoldsFixture fixture = new FoldsFixture(store, scratch, "folds", "one", "two");
    List<AssayEvent> events = new ArrayList<>();
    for (int fold = 0; fold < FoldsFixture.FOLDS; fold++) {
      events.addAll(fixture.predictions("one", fold));
      events.addAll(fixture.predictions("two", fold));
    }
    events.addAll(fixture.splits());
    events.add(fixture.study());

    sayInOrder(events);

    // two backbones: three folds each, and together
    List<EvaluationCompleted> completed = completed(8, "folds");
    Cell pooled = fixture.pooledCells().getFirst();
    EvaluationCompleted event =
        completed.stream().filter(e -> e.cellId().equals(pooled.cellId())).findFirst().get();
    assertThat(MetricsFile.read(store.local(event.metrics())).toJson())
        .isEqualTo(new PooledEvaluator(store).evaluate(fixture.job("one")).toJson());
    ComparisonCompleted compared = compared(1, "folds").getFirst();
    ComparisonsFile file = ComparisonsFile.read(store.local(compared.comparison()));
    assertThat(compared.dataset()).isEqualTo("folds");
    assertThat(file.cells())
        .extracting(ComparisonsFile.ComparedCell::cellId)
        .containsExactlyElementsOf(fixture.pooledCells().stream().map(Cell::cellId).toList());
    assertThat(file.cells().getFirst().seeds()).containsExactly(1L, 2L);
    assertThat(file.images()).isEqualTo(180);
    assertThat(file.units()).isEqualTo(90);
    assertThat(file.notes()).anyMatch(n -> n.startsWith("out-of-fold predictions of 3 folds"));
    assertThat(file.metrics())
        .filteredOn(m -> m.name().equals("auroc"))
        .allMatch(m -> m.contrasts().getFirst().test().contains("Nadeau-Bengio"));
    authorized()
        .get("/cells/" + pooled.cellId() + "/curves")
        .then()
        .statusCode(404)
        .body(containsString("different scales"));
    authorized()
        .get("/cells/" + pooled.cellId() + "/metrics")
        .then()
        .statusCode(200)
        .body("metrics.groups", equalTo(90));
  }

  @Test
  void saysWhichFoldIsMissingAndPoolsThemWhenItComesLate() {
    FoldsFixture fixture = new FoldsFixture(store, scratch, "broken-folds", "one");
    Cell pooled = fixture.pooledCells().getFirst();
    List<AssayEvent> events = new ArrayList<>();
    events.add(fixture.study());
    events.addAll(fixture.splits());
    events.addAll(fixture.predictions("one", 0));
    events.addAll(fixture.predictions("one", 2));
    events.add(
        new CellFailed(
            "broken-folds",
            fixture.foldCells("one").get(1).cellId(),
            null,
            null,
            "training",
            "out of memory",
            Actor.OPERATOR));

    sayInOrder(events);

    CellFailed failed =
        bench
            .await(
                1,
                m ->
                    is(m, EventType.CELL_FAILED, "broken-folds")
                        && !m.value().contains("\"training\""))
            .stream()
            .map(m -> Json.read(m.value(), CellFailed.class))
            .findFirst()
            .get();
    assertThat(failed.cellId()).isEqualTo(pooled.cellId());
    assertThat(failed.reason()).isEqualTo("fold 2 of 3 has no result");

    sayInOrder(List.copyOf(fixture.predictions("one", 1)));

    assertThat(completed(4, "broken-folds"))
        .extracting(EvaluationCompleted::cellId)
        .contains(pooled.cellId());
  }
}

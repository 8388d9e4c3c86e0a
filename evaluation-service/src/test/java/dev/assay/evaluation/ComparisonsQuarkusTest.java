// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.contracts.Actor;
import dev.assay.contracts.External;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.ComparisonFailed;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
class ComparisonsQuarkusTest extends EvaluationServiceTest {

  private List<StudyFixture> cells(String study, String... backbones) {
    List<StudyFixture> cells = new ArrayList<>();
    for (String backbone : backbones) {
      cells.add(
          new StudyFixture(
              store, scratch, study, study, backbone, 0.2 + 0.05 * (cells.size() % 3)));
    }
    return cells;
  }

  private static CellFailed failure(StudyFixture cell) {
    return new CellFailed(
        cell.studyId(), cell.cellId(), null, null, "training", "out of memory", Actor.OPERATOR);
  }

  private ComparisonsFile file(ComparisonCompleted event) throws IOException {
    return ComparisonsFile.read(store.local(event.comparison()));
  }

  @Test
  void comparesADataSetOnceAllItsCellsAreEvaluated() throws IOException {
    List<StudyFixture> cells = cells("compared", "one", "two", "three");
    List<AssayEvent> events = new ArrayList<>();
    events.add(StudyFixture.study(cells, null));
    events.add(cells.getFirst().split());
    cells.forEach(cell -> events.addAll(cell.predictions()));

    sayInOrder(events);

    ComparisonCompleted event = compared(1, "compared").getFirst();
    ComparisonsFile file = file(event);
    assertThat(event.dataset()).isEqualTo("compared");
    assertThat(event.supersedes()).isNull();
    assertThat(file.comparisonKey()).isEqualTo(event.comparisonKey());
    assertThat(file.cells()).extracting(ComparedCell::name).containsExactly("one", "two", "three");
    assertThat(file.declared()).isFalse();
    assertThat(file.primary().contrasts())
        .extracting(Contrast::label)
        .containsExactly("two - one", "three - one");
    // all three were there before the one comparison was made
    assertThat(bench.matching(m -> is(m, EventType.COMPARISON_COMPLETED, "compared"))).hasSize(1);
  }

  @Test
  void comparesWithoutACellThatFailedAndAgainWhenItComesLate() throws IOException {
    List<StudyFixture> cells = cells("late", "one", "two", "three");
    ComparisonPlan plan = new ComparisonPlan("accuracy", "all", null, "max-t", 0.05, null);
    List<AssayEvent> events = new ArrayList<>();
    events.add(StudyFixture.study(cells, plan));
    events.add(cells.getFirst().split());
    events.add(failure(cells.get(2)));
    cells.subList(0, 2).forEach(cell -> events.addAll(cell.predictions()));
    sayInOrder(events);
    ComparisonCompleted before = compared(1, "late").getFirst();
    assertThat(file(before).leftOut())
        .extracting(ComparisonsFile.LeftOut::name)
        .containsExactly("three");

    sayInOrder(List.copyOf(cells.get(2).predictions()));

    ComparisonCompleted after = compared(2, "late").getLast();
    ComparisonsFile file = file(after);
    assertThat(after.supersedes()).isEqualTo(before.comparisonKey());
    assertThat(file.interimAnalysis()).isEqualTo(2);
    assertThat(file.leftOut()).isEmpty();
    assertThat(file.declared()).isTrue();
    assertThat(file.primary().contrasts())
        .filteredOn(Contrast::confirmatory)
        .extracting(Contrast::label)
        .containsExactly("one - two");
    assertThat(file.notes()).anyMatch(n -> n.contains("the family was reopened for three"));
  }

  @Test
  void saysWhyCellsWereNotComparedAndComparesThemWhenThatIsMended() throws IOException {
    List<StudyFixture> cells = cells("not-compared", "one", "two", "three");
    List<PredictionsReady> ofFirst = cells.get(0).predictions();
    List<AssayEvent> events = new ArrayList<>();
    events.add(StudyFixture.study(cells, null));
    events.add(cells.getFirst().split());
    events.add(failure(cells.get(2)));
    events.addAll(ofFirst);
    sayInOrder(events);
    completed(1, "not-compared");
    store.delete(ofFirst.getFirst().test());

    sayInOrder(List.copyOf(cells.get(1).predictions()));

    ComparisonFailed failed =
        bench.await(1, m -> is(m, EventType.COMPARISON_FAILED, "not-compared")).stream()
            .map(m -> Json.read(m.value(), ComparisonFailed.class))
            .findFirst()
            .orElseThrow();
    assertThat(failed.dataset()).isEqualTo("not-compared");
    assertThat(failed.reason())
        .startsWith("the test predictions of one, seed 1, are not in the artifact store");
    assertThat(failed.actor()).isEqualTo(Actor.OPERATOR);
    assertThat(failed.cells())
        .extracting(ComparisonFailed.EvaluatedCell::cellId)
        .containsExactly(cells.get(0).cellId(), cells.get(1).cellId());
    authorized()
        .get("/studies/not-compared/comparisons")
        .then()
        .body("[0].reason", equalTo(failed.reason()));

    cells.get(0).predictions();
    sayInOrder(List.copyOf(cells.get(2).predictions()));

    ComparisonCompleted compared = compared(1, "not-compared").getFirst();
    assertThat(file(compared).cells()).hasSize(3);
    assertThat(compared.supersedes()).isNull();
    authorized().get("/studies/not-compared/comparisons").then().body("[0].reason", nullValue());
  }

  @Test
  void onAnotherSetTheDeclaredFamilyIsExploratoryUnlessItIsDeclaredThereToo() throws IOException {
    ComparisonPlan plan = new ComparisonPlan("accuracy", "all", null, "max-t", 0.05, null);
    for (boolean declared : List.of(false, true)) {
      String study = "external-" + declared;
      List<StudyFixture> cells = cells(study, "one", "two");
      List<AssayEvent> events = new ArrayList<>();
      events.add(StudyFixture.study(cells, plan));
      events.add(cells.getFirst().split(new External("site-a", "site-b", declared)));
      cells.forEach(cell -> events.addAll(cell.predictions()));

      sayInOrder(events);

      ComparisonsFile file = file(compared(1, study).getFirst());
      assertThat(file.declared()).isTrue();
      assertThat(file.interimAnalysis()).isEqualTo(1);
      assertThat(file.primary().contrasts())
          .hasSize(1)
          .allMatch(contrast -> contrast.confirmatory() == declared);
      assertThat(file.notes())
          .anyMatch(
              n ->
                  n.startsWith("models trained and chosen on site-a, tested on the whole of site-b")
                      && n.contains("exploratory") != declared);
    }
  }

  @Test
  void repeatedEventsLeadToOneComparison() {
    List<StudyFixture> cells = cells("again", "one", "two");
    List<StudyFixture> later = cells("after-again", "one", "two");
    List<AssayEvent> events = new ArrayList<>();
    events.add(StudyFixture.study(cells, null));
    events.add(cells.getFirst().split());
    cells.forEach(cell -> events.addAll(cell.predictions()));

    events.forEach(bench::say);
    events.reversed().forEach(bench::say);
    ComparisonCompleted only = compared(1, "again").getFirst();
    // this service's own words, said again by whoever replays a topic
    completed(2, "again").forEach(bench::say);
    bench.say(only);
    events.forEach(bench::say);
    // what comes behind the repetitions on every topic is answered after them
    bench.say(StudyFixture.study(later, null));
    bench.say(later.getFirst().split());
    later.forEach(cell -> cell.predictions().forEach(bench::say));

    compared(1, "after-again");
    assertThat(
            bench.matching(m -> is(m, EventType.COMPARISON_COMPLETED, "again")).stream()
                .map(m -> Json.read(m.value(), ComparisonCompleted.class))
                .distinct())
        .containsExactly(only);
    assertThat(queue.status("comparison-" + only.comparisonKey()).orElseThrow().attempts())
        .isEqualTo(1);
  }

  @Test
  void aStudyOfOneCellHasNothingToCompare() {
    StudyFixture alone = fixture("alone", "alone");
    List<StudyFixture> pair = cells("after-alone", "one", "two");
    sayInOrder(events(alone, "sd12"));
    completed(1, "alone");

    List<AssayEvent> events = new ArrayList<>();
    events.add(StudyFixture.study(pair, null));
    events.add(pair.getFirst().split());
    pair.forEach(cell -> events.addAll(cell.predictions()));
    sayInOrder(events);

    compared(1, "after-alone");
    assertThat(bench.matching(m -> is(m, EventType.COMPARISON_COMPLETED, "alone"))).isEmpty();
  }

  @Test
  void showsComparisonsAndMakesOthersOnRequest() {
    List<StudyFixture> cells = cells("asked", "one", "two", "three");
    sayInOrder(List.of(StudyFixture.study(cells, null), cells.getFirst().split()));
    authorized().body("{}").post("/studies/asked/comparisons").then().statusCode(409);
    authorized().get("/studies/asked/comparisons").then().body("$", hasSize(0));
    cells.forEach(cell -> cell.predictions().forEach(bench::say));
    ComparisonCompleted formal = compared(1, "asked").getFirst();
    authorized()
        .get("/studies/asked/comparisons")
        .then()
        .statusCode(200)
        .body("[0].dataset", equalTo("asked"))
        .body("[0].current", equalTo(true))
        .body("[0].comparisonKey", equalTo(formal.comparisonKey()))
        .body("[0].comparison.metrics[0].name", equalTo("accuracy"));

    String location =
        authorized()
            .body("{primary: auroc, pairs: all, adjusted-p: holm, resamples: 200, unit: image}")
            .post("/studies/asked/comparisons")
            .then()
            .statusCode(202)
            .extract()
            .header("Location");

    await().atMost(PATIENCE).until(() -> "DONE".equals(authorized().get(location).path("state")));
    authorized()
        .get(location)
        .then()
        .body("result.metrics[0].name", equalTo("auroc"))
        .body("result.metrics[0].contrasts", hasSize(3))
        .body("result.metrics[0].contrasts.confirmatory", everyItem(equalTo(false)))
        .body("result.units", equalTo(100))
        .body("result.look", equalTo(2))
        .body(
            "result.notes", hasItem("requested when there were results: all of it is exploratory"));
    // what the study has announced stays
    authorized()
        .get("/studies/asked/comparisons")
        .then()
        .body("[0].comparisonKey", equalTo(formal.comparisonKey()));
  }

  /** At once, and not when the comparison is made. */
  @Test
  void refusesWhatIsNotComputedForSeveralFindings() {
    StudyFixture fixture = fixture("several", "several");
    sayInOrder(List.of(fixture.study(), fixture.splitOfFindings()));

    authorized()
        .body("{primary: accuracy, method: bca}")
        .post("/studies/several/comparisons")
        .then()
        .statusCode(422)
        .body("faults.field", hasItems("primary", "method"))
        .body("faults.message", hasItem(containsString("must be auroc")));
    authorized()
        .body("{subgroups: sex}")
        .post("/cells/" + fixture.cellId() + "/evaluations?study=several")
        .then()
        .statusCode(422)
        .body("faults.field", hasItem("subgroups"));
    authorized()
        .body("{primary: auroc, pairs: all}")
        .post("/studies/several/comparisons")
        .then()
        .statusCode(409);
  }

  @Test
  void refusesSettingsThatAreNoneAndStudiesThatAreNot() {
    StudyFixture fixture = fixture("refused", "refused");
    sayInOrder(List.of(fixture.study()));

    authorized()
        .body("{primary: ece_15, colour: blue}")
        .post("/studies/refused/comparisons")
        .then()
        .statusCode(422)
        .body("faults.field", hasItems("primary", "colour"));
    authorized().body("{}").post("/studies/nowhere/comparisons").then().statusCode(404);
    authorized().get("/studies/nowhere/comparisons").then().statusCode(404);
    authorized().get("/comparisons/nothing").then().statusCode(404);
  }
}

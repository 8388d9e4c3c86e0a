// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static dev.assay.training.StudyFixture.cell;
import static dev.assay.training.StudyFixture.split;
import static dev.assay.training.StudyFixture.study;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "training"))
@QuarkusTestResource(FakeTrainerLib.class)
class ErasureQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject ArtifactStore store;
  @Inject TrainingConfig config;

  private EventBench bench;

  @BeforeAll
  static void signIn() {
    RestAssured.authentication = RestAssured.preemptive().basic("assay", WithCallers.TOKEN);
  }

  @BeforeEach
  void listen() {
    bench =
        new EventBench(
            brokers,
            EventType.MODEL_TRAINED.topic(),
            EventType.CELL_PROGRESS.topic(),
            EventType.ERASURE_CONFIRMED.topic());
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  private void submit(StudySubmitted study, String images) {
    bench.say(study);
    bench.say(split(store, study.studyId(), images));
  }

  private ErasureConfirmed erase(String erasure, String... studies) {
    bench.say(request(erasure, studies));
    return bench.await(1, ErasureConfirmed.class, erasure).getFirst();
  }

  private static ErasureRequested request(String erasure, String... studies) {
    return new ErasureRequested(
        erasure,
        "study",
        "assay",
        "2026-12-01T22:04:05Z",
        Stream.of(studies)
            .map(study -> new ErasedStudy(study, "a study", "2026-12-01T20:00:00Z"))
            .toList(),
        List.of());
  }

  private Path work(String folder, String name) {
    return config.workDir().toAbsolutePath().resolve(folder).resolve(name);
  }

  @Test
  void removesARunWithTheLastStudyThatHasIt() {
    submit(study("erased-a", cell("steady", false), 1L), "shared by two");
    submit(study("erased-b", cell("steady", false), 1L), "shared by two");
    ModelTrained trained = bench.await(1, ModelTrained.class, "erased-a").getFirst();
    bench.await(1, ModelTrained.class, "erased-b");
    String run = trained.runKey();
    assertThat(work("logs", run + ".log")).exists();

    ErasureConfirmed first = erase("erasure-a", "erased-a");

    assertThat(first.service()).isEqualTo("training-service");
    assertThat(first.removed())
        .contains(new Removed("cell_run", 1), new Removed("study", 1), new Removed("split", 1))
        .extracting(Removed::what)
        .doesNotContain("run", "work");
    given().get("/runs/" + run).then().statusCode(200);
    given().get("/runs?study=erased-a").then().body("", hasSize(0));
    given().get("/runs?study=erased-b").then().body("", hasSize(1));

    ErasureConfirmed last = erase("erasure-b", "erased-b");

    assertThat(last.removed())
        .contains(new Removed("run", 1), new Removed("work", 1), new Removed("files of runs", 1));
    assertThat(last.files()).contains(trained.model().sha256(), trained.manifest().sha256());
    given().get("/runs/" + run).then().statusCode(404);
    assertThat(work("logs", run + ".log")).doesNotExist();
  }

  @Test
  void stopsWhatRunsAndTakesNothingOfTheStudyInAgain() {
    submit(study("erased-running", cell("runs-for-ever", false), 1L), "erased while it runs");
    String run = bench.await(1, CellProgress.class, "erased-running").getFirst().runKey();
    await().atMost(PATIENCE).until(() -> Files.exists(work("runs", run)));

    ErasureConfirmed confirmed = erase("erasure-running", "erased-running");

    assertThat(confirmed.removed()).contains(new Removed("work", 1), new Removed("run", 1));
    given().get("/runs/" + run).then().statusCode(404);
    // The trainer ends, and what it still wrote after the erasure goes, too.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Files.notExists(work("runs", run)) && Files.notExists(work("logs", run + ".log")));

    // Another seed: an event of its own, that no inbox knows.
    submit(study("erased-running", cell("steady", false), 7L), "erased while it runs");
    submit(study("not-erased", cell("steady", false), 7L), "erased while it runs");
    bench.await(1, ModelTrained.class, "not-erased");
    given().get("/runs?study=erased-running").then().body("", hasSize(0));
    assertThat(bench.heard(ModelTrained.class, "erased-running")).isEmpty();
  }

  @Test
  void confirmsAnErasureThatConcernsNothingHere() {
    assertThat(erase("erasure-empty", "never-heard-of").removed()).isEmpty();
    assertThat(erase("erasure-none").removed()).isEmpty();

    // The study comes late.
    submit(study("never-heard-of", cell("steady", false), 1L), "late images");
    submit(study("in-time", cell("steady", false), 1L), "late images");
    bench.await(1, ModelTrained.class, "in-time");
    given().get("/runs?study=never-heard-of").then().body("", hasSize(0));
  }
}

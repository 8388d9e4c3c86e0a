// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static dev.assay.training.StudyFixture.cell;
import static dev.assay.training.StudyFixture.split;
import static dev.assay.training.StudyFixture.study;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import dev.assay.training.store.RunRow;
import dev.assay.training.store.StudyRow;
import dev.assay.weights.SplitModel;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
class TrainingServiceQuarkusTest {
  private static final String DEAD_LETTERS = "assay.dead-letter.training-service";

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
            EventType.CELL_FAILED.topic(),
            EventType.CELL_PROGRESS.topic(),
            DEAD_LETTERS);
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  @Test
  void trainsAndAnnouncesOneRunForEachSeedOfACell() throws IOException {
    Cell cell = cell("steady", false);
    submit(study("happy", cell, 1L, 2L), "happy images");

    List<ModelTrained> trained = bench.await(2, ModelTrained.class, "happy");

    assertThat(trained).extracting(ModelTrained::seed).containsExactlyInAnyOrder(1L, 2L);
    assertThat(trained).extracting(ModelTrained::cellId).containsOnly(cell.cellId());
    for (ModelTrained event : trained) {
      assertThat(event.dataset()).isEqualTo("phantoms");
      assertThat(event.checkpoint()).isEqualTo(Checkpoint.BEST_ACCURACY);
      assertThat(store.local(event.model()))
          .hasContent("model of " + event.runKey() + " at best-accuracy");
      ModelManifest manifest = ModelManifest.read(store.local(event.manifest()));
      assertThat(manifest.modelSha256()).isEqualTo(event.model().sha256());
      await().until(() -> !Files.exists(runs().resolve(event.runKey())));
    }
    List<CellProgress> progress = bench.await(2, CellProgress.class, "happy");
    assertThat(progress).allSatisfy(p -> assertThat(p.cellId()).isEqualTo(cell.cellId()));
    given()
        .get("/runs?study=happy")
        .then()
        .statusCode(200)
        .body("", hasSize(2))
        .body("state", everyItem(is("done")))
        .body("attempts", everyItem(is(1)))
        .body("engine", everyItem(is("PyTorch 2.7.1")))
        .body("seconds", everyItem(is(1.5f)))
        .body("cpuSeconds", everyItem(is(2.5f)))
        .body("cells.cellId.flatten()", everyItem(is(cell.cellId())));
    String prefix = trained.getFirst().runKey().substring(0, 12);
    given()
        .get("/runs/" + prefix)
        .then()
        .statusCode(200)
        .body("runKey", is(trained.getFirst().runKey()))
        .body("models.checkpoints.best-loss.model.uri", containsString("assay:sha256/"));
    given()
        .get("/runs/" + prefix + "/log")
        .then()
        .statusCode(200)
        .contentType("text/plain")
        .body(containsString("hello from the trainer, seed " + trained.getFirst().seed()));
  }

  @Test
  void givesTheTrainerNoTestImage() {
    submit(study("no-test", cell("steady", false), 1L), "images of three parts");

    ModelTrained trained = bench.await(1, ModelTrained.class, "no-test").getFirst();

    given()
        .get("/runs/" + trained.runKey() + "/log")
        .then()
        .body(containsString("may read 2 images"));
  }

  @Test
  void trainsNothingForThePooledRowOfFolds() {
    Cell fold = cell("steady", false);
    Cell other = cell("steady", true);
    StudySubmitted one = study("pooled", fold, 1L);
    submit(
        new StudySubmitted(
            "pooled",
            one.name(),
            List.of(Cell.pooling("phantoms", List.of(fold, other)), fold, other),
            one.seeds(),
            one.checkpoint(),
            one.evaluation(),
            one.threads(),
            one.device(),
            List.of()),
        "pooled images");

    bench.await(2, ModelTrained.class, "pooled");

    given()
        .get("/runs?study=pooled")
        .then()
        .statusCode(200)
        .body("", hasSize(2))
        .body("cells.cellId.flatten()", containsInAnyOrder(fold.cellId(), other.cellId()));
  }

  @Test
  void handlesEventsInAnyOrderAndAnyNumberOfTimes() {
    StudySubmitted study = study("shuffled", cell("steady", false), 1L);
    var split = split(store, "shuffled", "shuffled images");
    bench.say(split);
    bench.say(split);
    bench.say(study);
    bench.say(study);
    bench.say(split);
    bench.await(1, ModelTrained.class, "shuffled");

    bench.say(study);
    bench.say(split);
    submit(study("after-shuffled", cell("steady", false), 1L), "other images");
    bench.await(1, ModelTrained.class, "after-shuffled");

    assertThat(bench.heard(ModelTrained.class, "shuffled")).hasSize(1);
    given().get("/runs?study=shuffled").then().body("attempts", contains(1));
  }

  @Test
  void triesAgainInTheSameScratchFolderAfterACrash() {
    submit(study("crash", cell("crashes-once", false), 1L), "crash images");

    ModelTrained trained = bench.await(1, ModelTrained.class, "crash").getFirst();

    given()
        .get("/runs/" + trained.runKey())
        .then()
        .body("attempts", is(2))
        .body("failures", is(1))
        .body("reason", nullValue());
    given()
        .get("/runs/" + trained.runKey() + "/log")
        .then()
        .body(containsString("---- attempt 2"))
        .body(containsString("resumes from epoch 1"));
    bench.await(1, r -> "crash".equals(r.key()) && r.value().contains("\"retrying\""));
  }

  @Test
  void failsPermanentlyAfterTheLastAttemptAndNotifiesEveryCell() {
    Cell cell = cell("crashes", false);
    bench.say(split(store, "doomed-2", "doomed images"));
    submit(study("doomed-1", cell, 1L), "doomed images");
    bench.say(study("doomed-2", cell, 1L));

    CellFailed first = bench.await(1, CellFailed.class, "doomed-1").getFirst();
    CellFailed second = bench.await(1, CellFailed.class, "doomed-2").getFirst();

    assertThat(first.reason()).isEqualTo("the process crashed in native code (signal 6)");
    assertThat(first.actor()).isEqualTo(Actor.DEVELOPER);
    assertThat(first.stage()).isEqualTo("training");
    assertThat(first.seed()).isEqualTo(1);
    assertThat(second.reason()).isEqualTo(first.reason());
    given()
        .get("/runs?study=doomed-1")
        .then()
        .body("state", contains("dead"))
        .body("failures", contains(3))
        .body("reason", contains(containsString("signal 6")));
  }

  @Test
  void aFaultOfTheUserFailsAtOnceAndNamesNoPathOfThisMachine() {
    submit(study("refused", cell("refuses", false), 1L), "refused images");

    CellFailed failed = bench.await(1, CellFailed.class, "refused").getFirst();

    assertThat(failed.reason()).isEqualTo("the packed images has no such layer");
    assertThat(failed.actor()).isEqualTo(Actor.USER);
    given().get("/runs?study=refused").then().body("attempts", contains(1));
  }

  @Test
  void refusesAResultOfAnotherEngineThanItsKeySays() {
    submit(study("engine", cell("other-engine", false), 1L), "engine images");

    CellFailed failed = bench.await(1, CellFailed.class, "engine").getFirst();

    assertThat(failed.reason()).contains("PyTorch 1.13.1 instead of PyTorch 2.7.1");
    assertThat(failed.actor()).isEqualTo(Actor.OPERATOR);
  }

  @Test
  void aCancelledStudyStopsItsChildAndKeepsTheCheckpoint() throws IOException {
    submit(study("cancelled", cell("runs-for-ever", false), 1L), "cancelled images");
    String runKey = bench.await(1, CellProgress.class, "cancelled").getFirst().runKey();
    bench.await(1, r -> "cancelled".equals(r.key()) && r.value().contains("\"epoch\":1"));
    Path pidFile = runs().resolve(runKey).resolve("child.pid");
    long pid = Long.parseLong(Files.readString(pidFile).split(" ")[0]);
    assertThat(ProcessHandle.of(pid)).isPresent();

    bench.say(new StudyCancelRequested("cancelled"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    await()
        .untilAsserted(
            () ->
                given()
                    .get("/runs/" + runKey)
                    .then()
                    .body("state", is("unwanted"))
                    .body("failures", is(0)));
    assertThat(pidFile.resolveSibling("job.json")).exists();
    assertThat(bench.heard(CellFailed.class, "cancelled")).isEmpty();
  }

  @Test
  void aPausedStudyReleasesItsWorkerAndContinuesFromItsCheckpoint() {
    submit(study("paused", cell("pauses", false), 1L), "paused images");
    String runKey = bench.await(1, CellProgress.class, "paused").getFirst().runKey();
    bench.await(1, r -> "paused".equals(r.key()) && r.value().contains("\"epoch\":1"));

    given().noContentType().post("/studies/paused/pause").then().statusCode(204);

    await()
        .untilAsserted(
            () ->
                given()
                    .get("/runs/" + runKey)
                    .then()
                    .body("state", is("paused"))
                    .body("failures", is(0)));
    submit(study("meanwhile", cell("plain", false), 1L), "paused images");
    bench.await(1, ModelTrained.class, "meanwhile");
    given().get("/runs?study=paused").then().body("state", contains("paused"));

    given().noContentType().post("/studies/paused/resume").then().statusCode(204);

    bench.await(1, ModelTrained.class, "paused");
    given().get("/runs/" + runKey + "/log").then().body(containsString("resumes from epoch 1"));
    given().noContentType().post("/studies/nobodys/pause").then().statusCode(404);
  }

  @Test
  void aRunThatRunsOutOfMemoryContinuesWithHalfTheImagesAtATime() {
    submit(study("large", cell("needs-less-memory", false), 1L), "large images");

    ModelTrained trained = bench.await(1, ModelTrained.class, "large").getFirst();

    given()
        .get("/runs/" + trained.runKey() + "/log")
        .then()
        .body(containsString("takes 32 images"))
        .body(containsString("takes 16 images"))
        .body(containsString("takes 8 images"));
  }

  @Test
  void aStudyThatWasCancelledBeforeItArrivedIsNeverTrained() {
    bench.say(new StudyCancelRequested("stillborn"));
    await().until(() -> isCancelled("stillborn"));
    submit(study("stillborn", cell("steady", false), 1L), "stillborn images");
    submit(study("after-stillborn", cell("steady", false), 1L), "other images still");

    bench.await(1, ModelTrained.class, "after-stillborn");

    given().get("/runs?study=stillborn").then().body("", hasSize(0));
  }

  @Test
  void answersASecondStudyFromTheStoreWithTheCheckpointThatItNames() {
    Cell cell = cell("steady", false);
    submit(study("first", cell, 1L), "shared images");
    ModelTrained first = bench.await(1, ModelTrained.class, "first").getFirst();

    submit(study("second", cell, Checkpoint.BEST_LOSS, 1L), "shared images");
    ModelTrained second = bench.await(1, ModelTrained.class, "second").getFirst();

    assertThat(second.runKey()).isEqualTo(first.runKey());
    assertThat(second.checkpoint()).isEqualTo(Checkpoint.BEST_LOSS);
    assertThat(second.model()).isNotEqualTo(first.model());
    given()
        .get("/runs/" + first.runKey())
        .then()
        .body("attempts", is(1))
        .body("cells.studyId", contains("first", "second"));
  }

  @Test
  void sharesTheFeaturesOfAFrozenBackboneBetweenSeeds() {
    submit(study("frozen", cell("steady", true), 1L, 2L), "frozen images");

    List<ModelTrained> trained = bench.await(2, ModelTrained.class, "frozen");

    String last = trained.getLast().runKey();
    given().get("/runs/" + last + "/log").then().body(containsString("given: features of steady"));
    String kept =
        given().get("/runs/" + last + "/features").then().statusCode(200).extract().asString();
    assertThat(store.local(Json.read(kept, ArtifactRef.class))).hasContent("features of steady");
  }

  @Test
  void keepsNoFeaturesOfABackboneThatWasTrained() {
    submit(study("tuned", cell("steady", false), 1L), "tuned images");

    String key = bench.await(1, ModelTrained.class, "tuned").getFirst().runKey();

    given().get("/runs/" + key + "/features").then().statusCode(404);
  }

  @Test
  void aCellWithoutPixelsOfItsSizeFailsAloneWithTheReason() {
    bench.say(split(store, "no-pixels", "some images", 999));
    bench.say(study("no-pixels", cell("steady", false), 1L));

    CellFailed failed = bench.await(1, CellFailed.class, "no-pixels").getFirst();

    assertThat(failed.reason()).contains("no pixels of size 72");
  }

  @Test
  void anInvalidMessageGoesToTheDeadLetterTopicAndStopsNothingElse() {
    bench.say(EventType.STUDY_SUBMITTED, "poison", "poison-id", "{\"studyId\": 7");
    submit(study("after-poison", cell("steady", false), 1L), "images after poison");

    bench.await(1, r -> r.topic().equals(DEAD_LETTERS) && "poison".equals(r.key()));
    bench.await(1, ModelTrained.class, "after-poison");
  }

  @Test
  void trainsAgainWhatIsLostOrDamagedInTheStore() throws IOException {
    submit(study("repaired", cell("steady", false), 11L, 12L), "repaired images");
    List<ModelTrained> trained = bench.await(2, ModelTrained.class, "repaired");
    store.delete(trained.getFirst().model());
    Path damaged = store.local(trained.getLast().manifest());
    Files.setPosixFilePermissions(damaged, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(damaged, "not what was stored");

    given()
        .noContentType()
        .post("/repairs/training-service")
        .then()
        .statusCode(200)
        .body("again", hasItem(trained.getFirst().runKey()))
        .body("again", hasItem(trained.getLast().runKey()));

    for (ModelTrained event : trained) {
      await().until(() -> store.isIntact(event.model()) && store.isIntact(event.manifest()));
    }
    assertThat(bench.heard(ModelTrained.class, "repaired")).hasSize(2);
  }

  @Test
  void storesTheBackboneOfFrozenRunsOnceAndTheirHeadsBesideIt() throws IOException {
    submit(study("of-parts", cell("has-layers", true), 11L, 12L), "images of parts");

    List<ModelTrained> trained = bench.await(2, ModelTrained.class, "of-parts");

    ModelParts first = trained.getFirst().parts();
    ModelParts second = trained.getLast().parts();
    assertThat(first.backbone()).isEqualTo(second.backbone());
    assertThat(first.head()).isNotEqualTo(second.head());
    assertThat(first.head().size()).isLessThan(200);
    for (ModelTrained event : trained) {
      assertThat(store.isIntact(event.model())).as("the whole model is not stored").isFalse();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      SplitModel.join(
          store.local(event.parts().backbone()),
          store.local(event.parts().head()),
          event.model().sha256(),
          whole);
      assertThat(whole.size()).isEqualTo(event.model().size());
    }
  }

  @Test
  void repairsALostBackboneOfFrozenRuns() {
    submit(study("lost-part", cell("has-layers", true), 21L), "images of a lost part");
    ModelParts parts = bench.await(1, ModelTrained.class, "lost-part").getFirst().parts();
    store.delete(parts.backbone());

    given().noContentType().post("/repairs/training-service").then().statusCode(200);

    await().until(() -> store.isIntact(parts.backbone()) && store.isIntact(parts.head()));
  }

  /** Events of the release that trained it refer to whole models. */
  @Test
  void repairsARunThatIsStoredWholeAsAWhole() throws IOException {
    submit(study("whole", cell("has-layers", true), 31L), "images of a whole");
    ModelTrained event = bench.await(1, ModelTrained.class, "whole").getFirst();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              RunRow row = RunRow.of(event.runKey()).orElseThrow();
              row.models = row.models.replaceAll(",\"parts\":\\{.*?}}", "");
              assertThat(row.models().orElseThrow().checkpoints().values())
                  .allMatch(model -> model.parts() == null);
            });

    given().noContentType().post("/repairs/training-service").then().statusCode(200);

    await().until(() -> store.isIntact(event.model()));
  }

  @Test
  void explainsARefusedRequest() {
    given()
        .get("/runs/0123456789")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("status", is(404))
        .body("detail", equalTo("there is no training run '0123456789'"));
    given().get("/runs/xyz").then().statusCode(400).body("detail", containsString("hexadecimal"));
    given().get("/runs").then().statusCode(400).body("detail", containsString("study=ID"));
  }

  @Test
  void isHealthyAndDescribesItself() {
    given().get("/q/health/ready").then().statusCode(200).body("status", is("UP"));
    given().get("/q/openapi").then().statusCode(200).body(containsString("/runs/{key}/log"));
  }

  private void submit(StudySubmitted study, String images) {
    bench.say(study);
    bench.say(split(store, study.studyId(), images));
  }

  private Path runs() {
    return config.workDir().toAbsolutePath().resolve("runs");
  }

  private static boolean isCancelled(String studyId) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                Optional.ofNullable(StudyRow.<StudyRow>findById(studyId))
                    .map(row -> row.cancelled)
                    .orElse(false));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.Explanation;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import dev.assay.inference.store.ExplanationRow;
import dev.assay.outbox.References;
import dev.assay.outbox.RetentionConfig;
import dev.assay.outbox.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Explanations as leased work; the child process of this test computes nothing. */
@QuarkusTest
@TestProfile(WithCallers.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "inference"))
@QuarkusTestResource(FakeScorerLib.class)
class ExplanationsQuarkusTest {
  private static final String IMAGE = Hash.ofText("x");

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject Explanations explanations;
  @Inject ArtifactStore store;
  @Inject InferenceConfig config;
  @Inject References references;
  @Inject RetentionConfig retention;
  @Inject ExpiringExplanations expiring;
  @Inject WorkQueue queue;
  @Inject DataSource database;

  private EventBench bench;
  private Frozen frozen;

  @BeforeAll
  static void signIn() {
    RestAssured.authentication = RestAssured.preemptive().basic("assay", WithCallers.TOKEN);
  }

  @BeforeEach
  void listen() {
    frozen = new Frozen(store, Preprocessing.imageNet().withSize(72, 64));
    bench =
        new EventBench(
            brokers, EventType.PREDICTIONS_READY.topic(), EventType.ERASURE_CONFIRMED.topic());
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  /** A scored study whose child does what the content of its model says. */
  private ModelTrained study(String studyId, String model, String backbone, String head) {
    ModelTrained trained =
        frozen.trained(
            studyId,
            model,
            frozen.put(model, MediaTypes.MODEL),
            frozen.manifest(model, backbone, head),
            null);
    bench.say(
        frozen.split(
            studyId,
            frozen.put("split manifest", MediaTypes.SPLIT_MANIFEST),
            frozen.put("pixels", MediaTypes.PIXELS)));
    bench.say(trained);
    bench.await(1, PredictionsReady.class, studyId);
    return trained;
  }

  private static Map<String, Object> question(String study, String image, int label) {
    return Map.of(
        "study", study, "cell", Frozen.CELL, "seed", Frozen.SEED, "image", image, "label", label);
  }

  private static ValidatableResponse ask(String study, String image, int label) {
    return given()
        .queryParams(question(study, image, label))
        .noContentType()
        .post("/explanations")
        .then();
  }

  private static ValidatableResponse look(String study, String image, int label) {
    return given().queryParams(question(study, image, label)).get("/explanations").then();
  }

  private static ArtifactRef made(String study, String image, int label) {
    await().until(() -> look(study, image, label).extract().path("state").equals("done"));
    return Json.read(
        Json.write(look(study, image, label).extract().path("explanation")), ArtifactRef.class);
  }

  /** How often a child explained an image. */
  private long explained(String image) throws IOException {
    long times = 0;
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(config.workDir().resolve("logs"))) {
      for (Path log : logs) {
        times += Files.readAllLines(log).stream().filter(("explains " + image)::equals).count();
      }
    }
    return times;
  }

  private Set<String> referenced() {
    Set<String> all = new HashSet<>();
    references.forEach(all::add);
    return all;
  }

  private static long explanations() {
    return QuarkusTransaction.requiringNew().call(() -> ExplanationRow.count());
  }

  @Test
  void explainsAnImageOnceWhoeverAsksAndKeepsIt() throws Exception {
    String image = Hash.ofText("asked for by two");
    study("explained", "to be explained", "resnet18", "linear");
    look("explained", image, 71).statusCode(400);
    look("explained", image, 1).statusCode(404);

    ask("explained", image, 1).statusCode(202);
    ArtifactRef first = made("explained", image, 1);

    Explanation explanation = Explanation.read(store.local(first));
    assertThat(explanation.label()).isEqualTo(1);
    ask("explained", image, 1).statusCode(202).body("state", is("done"));
    study("explained-too", "to be explained", "resnet18", "linear");
    assertThat(made("explained-too", image, 1)).isEqualTo(first);
    assertThat(explained(image)).isEqualTo(1);
    look("explained", image, 0).statusCode(404);
    look("explained", Hash.ofText("y"), 1).statusCode(404);
    assertThat(referenced()).contains(first.sha256());
  }

  /** Another study has the same images and another model; what it asked for stays. */
  @Test
  void anErasureRemovesThoseOfItsModelsAndNoOthers() throws Exception {
    String image = Hash.ofText("to be erased");
    study("explained-and-erased", "explained and erased", "resnet18", "linear");
    study("explained-and-kept", "explained and kept", "resnet18", "linear");
    ask("explained-and-erased", image, 1);
    ask("explained-and-kept", image, 1);
    ArtifactRef gone = made("explained-and-erased", image, 1);
    ArtifactRef kept = made("explained-and-kept", image, 1);
    long before = explanations();

    bench.say(
        new ErasureRequested(
            "erasure-of-explanations",
            "study",
            "assay",
            "2026-12-01T22:04:05Z",
            List.of(new ErasedStudy("explained-and-erased", "a study", "2026-12-01T20:00:00Z")),
            List.of()));
    ErasureConfirmed confirmed =
        bench.await(1, ErasureConfirmed.class, "erasure-of-explanations").getFirst();

    assertThat(confirmed.removed()).contains(new Removed("explanation", 1));
    assertThat(confirmed.files()).contains(gone.sha256());
    assertThat(explanations()).isEqualTo(before - 1);
    assertThat(referenced()).contains(kept.sha256());
    look("explained-and-erased", image, 1).statusCode(404);
    assertThat(made("explained-and-kept", image, 1)).isEqualTo(kept);
  }

  @Test
  void makesAgainWhatTheStoreHasLost() {
    study("lost-map", "explained and lost", "resnet18", "linear");
    ask("lost-map", IMAGE, 1);
    ArtifactRef first = made("lost-map", IMAGE, 1);
    store.delete(first);

    ask("lost-map", IMAGE, 1).statusCode(202);

    await().until(() -> store.isIntact(first));
  }

  /** What a transformer attends to is the same for every class. */
  @Test
  void aTransformerIsExplainedForAllClassesAtOnce() {
    study("attending", "attending", "dinov2_vits14", "knn");
    ask("attending", IMAGE, 1).statusCode(202);

    assertThat(made("attending", IMAGE, 1)).isEqualTo(made("attending", IMAGE, 0));
  }

  @Test
  void anExplanationSurvivesTheDeathOfItsProcess() {
    study("explained-after-death", "dies once when it explains", "resnet18", "linear");

    ask("explained-after-death", IMAGE, 1).statusCode(202);

    assertThat(store.isIntact(made("explained-after-death", IMAGE, 1))).isTrue();
  }

  @Test
  void saysWhyItFailedAndTriesAgainIfAskedAgain() {
    study("unexplained", "cannot be explained", "resnet18", "linear");

    ask("unexplained", IMAGE, 1).statusCode(202);
    await().until(() -> look("unexplained", IMAGE, 1).extract().path("state").equals("dead"));

    look("unexplained", IMAGE, 1)
        .body("reason", is("the split has no image"))
        .body("explanation", is(nullValue()));
    ask("unexplained", IMAGE, 1).statusCode(202).body("state", is("queued"));
    await().until(() -> look("unexplained", IMAGE, 1).extract().path("state").equals("dead"));
  }

  @Test
  void refusesWhatCannotBeExplainedBeforeAnyWork() {
    study("voting", "votes", "resnet18", "knn");

    ask("voting", IMAGE, 1)
        .statusCode(422)
        .contentType("application/problem+json")
        .body(
            "detail",
            is("this model cannot be explained: the votes of neighbours have no gradient"));
    look("voting", IMAGE, 1).statusCode(422);
    ask("voting", "not a hash", 1).statusCode(400).body("detail", containsString("64 hexadecimal"));
    ask("voting", IMAGE, -1).statusCode(400).body("detail", containsString("index of a class"));
    ask("nobody", IMAGE, 1).statusCode(404).body("detail", is("there is no such model"));
    given()
        .noContentType()
        .post("/explanations?study=a")
        .then()
        .statusCode(400)
        .body("detail", is("the query parameter 'image' is missing"));
    given()
        .noContentType()
        .get("/explanations?study=voting&cell=cell-1&seed=one&label=1&image=" + IMAGE)
        .then()
        .statusCode(400);
  }

  @Test
  void saysThatTheStoreHasLostTheModel() {
    ModelTrained trained = study("no-manifest", "without manifest", "resnet18", "linear");
    ModelTrained whole = study("no-model", "without model", "resnet18", "linear");
    store.delete(trained.manifest());
    store.delete(whole.model());

    ask("no-manifest", IMAGE, 1)
        .statusCode(409)
        .body("detail", containsString("has lost the manifest of the model"))
        .body("actor", is("operator"));
    ask("no-model", IMAGE, 1).statusCode(202);
    await().until(() -> look("no-model", IMAGE, 1).extract().path("state").equals("dead"));
    look("no-model", IMAGE, 1).body("reason", containsString(whole.model().uri()));
  }

  @Test
  void refusesMoreThanAFewThatWait() {
    study("crowded", "waits when it explains", "resnet18", "linear");
    ask("crowded", IMAGE, 1).statusCode(202);
    await().until(() -> look("crowded", IMAGE, 1).extract().path("state").equals("running"));
    for (int i = 0; i < config.explanationsWaiting(); i++) {
      ask("crowded", Hash.ofText("image " + i), 1).statusCode(202);
    }

    ask("crowded", Hash.ofText("one more"), 1)
        .statusCode(429)
        .body("detail", containsString("explanations wait already"));
    ask("crowded", Hash.ofText("image 3"), 1).statusCode(202).body("state", is("queued"));

    QuarkusTransaction.requiringNew().run(() -> queue.withdraw(Explanations.GROUP));
    await().until(() -> !look("crowded", IMAGE, 1).extract().path("state").equals("running"));
  }

  @Test
  void countsWhatAnotherHasAskedForInTheSameMoment() throws Exception {
    ModelTrained trained = study("crowd", "waits when it explains", "resnet18", "linear");
    SplitPublished split =
        frozen.split(
            "crowd",
            frozen.put("split manifest", MediaTypes.SPLIT_MANIFEST),
            frozen.put("pixels", MediaTypes.PIXELS));
    String first = Hash.ofText("first of the crowd");
    ask("crowd", first, 1).statusCode(202);
    await().until(() -> look("crowd", first, 1).extract().path("state").equals("running"));
    for (int i = 1; i < config.explanationsWaiting(); i++) {
      ask("crowd", Hash.ofText("of the crowd " + i), 1).statusCode(202);
    }

    FutureTask<Integer> other =
        new FutureTask<>(() -> ask("crowd", Hash.ofText("other"), 1).extract().statusCode());
    Thread asking = new Thread(other, "asks in the same moment");
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              explanations.request(
                  new Explanations.Question(trained, split, Hash.ofText("the last"), 1));
              asking.start();
              await().until(() -> other.isDone() || waitsForALock());
            });

    assertThat(other.get()).isEqualTo(429);
    look("crowd", Hash.ofText("the last"), 1).statusCode(200).body("state", is("queued"));
    QuarkusTransaction.requiringNew().run(() -> queue.withdraw(Explanations.GROUP));
    await().until(() -> !look("crowd", first, 1).extract().path("state").equals("running"));
  }

  private boolean waitsForALock() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select exists (select from pg_locks where locktype = 'advisory' and not granted)")) {
      found.next();
      return found.getBoolean(1);
    }
  }

  @Test
  void nothingRefersToAnExplanationOfLongAgoAndItIsMadeAgain() throws SQLException {
    study("old-map", "explained long ago", "resnet18", "linear");
    ask("old-map", IMAGE, 1);
    ArtifactRef first = made("old-map", IMAGE, 1);
    assertThat(referenced()).contains(first.sha256());
    assertThat(config.explanationsKept()).isEqualTo(Duration.ofDays(90));

    assertThat(expiring.removeExpired(retention, Instant.now())).isZero();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("update explanation set made_at = made_at - interval '91 days'");
      statement.executeUpdate(
          "update work set ended_at = ended_at - interval '91 days' where work_key like"
              + " 'explain-%'");
    }
    assertThat(expiring.removeExpired(retention, Instant.now())).isPositive();

    look("old-map", IMAGE, 1).statusCode(404);
    assertThat(referenced()).doesNotContain(first.sha256());
    ask("old-map", IMAGE, 1).statusCode(202).body("state", notNullValue());
    assertThat(made("old-map", IMAGE, 1)).isEqualTo(first);
  }
}

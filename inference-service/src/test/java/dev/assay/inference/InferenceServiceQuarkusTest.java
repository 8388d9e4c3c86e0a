// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "inference"))
@QuarkusTestResource(FakeScorerLib.class)
class InferenceServiceQuarkusTest {
  private static final Preprocessing SMALL = Preprocessing.imageNet().withSize(72, 64);
  private static final String DEAD_LETTERS = "assay.dead-letter.inference-service";

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject ArtifactStore store;
  @Inject InferenceConfig config;

  @Inject DataSource database;

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
            EventType.PREDICTIONS_READY.topic(),
            EventType.CELL_FAILED.topic(),
            EventType.CELL_PROGRESS.topic(),
            EventType.ERASURE_CONFIRMED.topic(),
            DEAD_LETTERS);
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  @Test
  void scoresATrainedModelAndAnnouncesItToItsCell() throws IOException {
    ModelTrained trained = trained("happy", "cell-1", 3, "steady");
    bench.say(split("happy", 72));
    bench.say(trained);

    PredictionsReady ready = bench.await(1, PredictionsReady.class, "happy").getFirst();

    assertThat(ready.cellId()).isEqualTo("cell-1");
    assertThat(ready.runKey()).isEqualTo(trained.runKey());
    assertThat(ready.seed()).isEqualTo(3);
    assertThat(ready.modelManifest()).isEqualTo(trained.manifest());
    Predictions test = Predictions.read(store.local(ready.test()));
    assertThat(test.rows().getFirst().image()).isEqualTo(Hash.ofText("steady on test"));
    Predictions validation = Predictions.read(store.local(ready.validation()));
    assertThat(validation.rows().getFirst().image()).isEqualTo(Hash.ofText("steady on validation"));
    CellProgress progress = bench.await(1, CellProgress.class, "happy").getFirst();
    assertThat(progress.stage()).isEqualTo("scoring");
    assertThat(progress.runKey()).isEqualTo(trained.runKey());
    given()
        .get("/runs?study=happy")
        .then()
        .statusCode(200)
        .body("state", contains("DONE"))
        .body("images", contains(2))
        .body("cpuSeconds", contains(2.5f));
    given()
        .get("/runs/" + trained.runKey().substring(0, 12) + "/log")
        .then()
        .statusCode(200)
        .contentType("text/plain")
        .body(containsString("hello from the scorer of steady"));
    await().until(() -> !Files.exists(scratch(ready.scoringKey())));
  }

  @Test
  void scoresAnotherSetWithTheSameModel() throws Exception {
    ModelTrained own = trained("external", "cell-1", 1, "scores its split, abroad");
    SplitPublished split = split("external", "validation at home", List.of("home/x"));
    // The same bytes, but another data set may say to read them otherwise.
    SplitPublished all = split("external", "validation at home", List.of("abroad/x"));
    ModelTrained abroad =
        new ModelTrained(
            "external",
            "cell-2",
            own.runKey(),
            own.seed(),
            own.model(),
            own.manifest(),
            own.checkpoint(),
            "phantoms.external-b",
            own.preprocessing(),
            1,
            "cpu",
            null,
            null);
    bench.say(split);
    bench.say(
        new SplitPublished(
            "external",
            "phantoms.external-b",
            Hash.ofText("external split"),
            all.hashes(),
            all.manifest(),
            List.of(new SplitPublished.Pixels(72, put("external pixels", MediaTypes.PIXELS))),
            all.classes(),
            "patient",
            true,
            new External("phantoms", "b", false)));
    bench.say(own);
    bench.say(abroad);

    List<PredictionsReady> ready = bench.await(2, PredictionsReady.class, "external");

    assertThat(ready)
        .extracting(PredictionsReady::cellId)
        .containsExactlyInAnyOrder("cell-1", "cell-2");
    assertThat(ready).extracting(PredictionsReady::runKey).containsOnly(own.runKey());
    assertThat(ready).extracting(PredictionsReady::modelManifest).containsOnly(own.manifest());
    assertThat(ready).extracting(PredictionsReady::scoringKey).doesNotHaveDuplicates();
    given().get("/runs?study=external").then().body("known", contains(0, 0));
  }

  @Test
  void handlesEventsInAnyOrderAndAnyNumberOfTimes() {
    ModelTrained trained = trained("shuffled", "cell-1", 1, "steady shuffled");
    bench.say(trained);
    bench.say(trained);
    bench.say(split("shuffled", 72));
    bench.say(split("shuffled", 72));
    bench.await(1, PredictionsReady.class, "shuffled");

    bench.say(trained);
    bench.say(split("after-shuffled", 72));
    bench.say(trained("after-shuffled", "cell-1", 1, "another"));
    bench.await(1, PredictionsReady.class, "after-shuffled");

    assertThat(bench.heard(PredictionsReady.class, "shuffled")).hasSize(1);
  }

  @Test
  void aRebuildAddsWhatIsMissingAndScoresNothingTwice() throws Exception {
    bench.say(split("rebuilt", 72));
    bench.say(trained("rebuilt", "cell-1", 1, "rebuilt model"));
    bench.await(1, PredictionsReady.class, "rebuilt");
    String before = given().get("/runs?study=rebuilt").asString();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from trained_run where study_id = 'rebuilt'");
      statement.executeUpdate("delete from split where study_id = 'rebuilt'");
    }
    assertThat(given().get("/runs?study=rebuilt").asString()).isNotEqualTo(before);

    given().noContentType().post("/rebuilds/inference-service").then().statusCode(200);

    assertThat(given().get("/runs?study=rebuilt").asString()).isEqualTo(before);
    bench.say(split("after-rebuilt", 72));
    bench.say(trained("after-rebuilt", "cell-1", 1, "one more"));
    bench.await(1, PredictionsReady.class, "after-rebuilt");
    assertThat(bench.heard(PredictionsReady.class, "rebuilt")).hasSize(1);
  }

  @Test
  void anErasureRemovesPredictionsLogsAndWhatComesLater() {
    bench.say(split("erased", 72));
    bench.say(trained("erased", "cell-1", 1, "erased model"));
    PredictionsReady ready = bench.await(1, PredictionsReady.class, "erased").getFirst();
    Path log = config.workDir().resolve("logs").resolve(ready.scoringKey() + ".log");
    assertThat(log).exists();

    ErasureConfirmed confirmed = erased("erasure-1", "erased");

    assertThat(confirmed.service()).isEqualTo("inference-service");
    assertThat(confirmed.removed())
        .contains(
            new Removed("score", 1),
            new Removed("trained_run", 1),
            new Removed("split", 1),
            new Removed("work", 1));
    assertThat(confirmed.files()).contains(ready.test().sha256(), ready.validation().sha256());
    assertThat(log).doesNotExist();
    given().get("/runs?study=erased").then().body("", hasSize(0));

    bench.say(trained("erased", "cell-2", 2, "late model"));
    bench.say(split("after-erased", 72));
    bench.say(trained("after-erased", "cell-1", 1, "after the erased"));
    bench.await(1, PredictionsReady.class, "after-erased");
    given().get("/runs?study=erased").then().body("", hasSize(0));
    assertThat(erased("erasure-2", "erased").removed()).isEmpty();
  }

  private ErasureConfirmed erased(String erasure, String study) {
    bench.say(
        new ErasureRequested(
            erasure,
            "study",
            "assay",
            "2026-12-01T22:04:05Z",
            List.of(new ErasedStudy(study, "a study", "2026-12-01T20:00:00Z")),
            List.of()));
    return bench.await(1, ErasureConfirmed.class, erasure).getFirst();
  }

  @Test
  void triesAgainAfterACrash() {
    bench.say(split("crash", 72));
    bench.say(trained("crash", "cell-1", 1, "crashes once"));

    bench.await(1, PredictionsReady.class, "crash");

    assertThat(bench.heard(CellFailed.class, "crash")).isEmpty();
  }

  @Test
  void failsPermanentlyAfterTheLastAttemptAndNotifiesEveryCell() {
    bench.say(split("doomed", 72));
    bench.say(split("doomed-too", 72));
    bench.say(trained("doomed", "cell-1", 1, "crashes"));
    bench.say(trained("doomed-too", "cell-2", 1, "crashes"));

    CellFailed failed = bench.await(1, CellFailed.class, "doomed").getFirst();
    bench.await(1, CellFailed.class, "doomed-too");

    assertThat(failed.stage()).isEqualTo("scoring");
    assertThat(failed.reason()).contains("exit code 134");
    given().get("/runs?study=doomed").then().body("state", contains("FAILED"));
  }

  @Test
  void aFaultOfTheUserFailsAtOnce() {
    bench.say(split("refused", 72));
    bench.say(trained("refused", "cell-1", 1, "refuses"));

    CellFailed failed = bench.await(1, CellFailed.class, "refused").getFirst();

    assertThat(failed.reason()).isEqualTo("the model has too few classes");
    assertThat(failed.actor()).isEqualTo(Actor.USER);
  }

  @Test
  void aMissingModelIsForTheOperatorToCorrect() {
    ModelTrained trained = trained("lost", "cell-1", 1, "lost model");
    store.delete(trained.model());
    bench.say(split("lost", 72));
    bench.say(trained);

    CellFailed failed = bench.await(1, CellFailed.class, "lost").getFirst();

    assertThat(failed.actor()).isEqualTo(Actor.OPERATOR);
    assertThat(failed.reason()).contains(trained.model().uri());
  }

  @Test
  void aCellWithoutPixelsOfItsSizeFailsAloneWithTheReason() {
    bench.say(split("no-pixels", 999));
    bench.say(trained("no-pixels", "cell-1", 1, "steady too"));

    CellFailed failed = bench.await(1, CellFailed.class, "no-pixels").getFirst();

    assertThat(failed.reason()).contains("no pixels of size 72");
  }

  @Test
  void aCancelledStudyStopsItsChild() throws IOException {
    bench.say(split("cancelled", 72));
    bench.say(trained("cancelled", "cell-1", 1, "runs for ever"));
    bench.await(1, r -> "cancelled".equals(r.key()) && r.value().contains("0.9"));
    String key = given().get("/runs?study=cancelled").path("[0].scoringKey");
    long pid = Long.parseLong(Files.readString(scratch(key).resolve("pid")));
    assertThat(ProcessHandle.of(pid)).isPresent();

    bench.say(new StudyCancelRequested("cancelled"));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    given().get("/runs?study=cancelled").then().body("state", contains("CANCELLED"));
    assertThat(bench.heard(CellFailed.class, "cancelled")).isEmpty();
  }

  @Test
  void answersASecondStudyFromTheStore() {
    bench.say(split("first", 72));
    bench.say(trained("first", "cell-1", 1, "shared"));
    PredictionsReady first = bench.await(1, PredictionsReady.class, "first").getFirst();

    bench.say(split("second", 72));
    bench.say(trained("second", "cell-9", 1, "shared"));
    PredictionsReady second = bench.await(1, PredictionsReady.class, "second").getFirst();

    assertThat(second.cellId()).isEqualTo("cell-9");
    assertThat(second.scoringKey()).isEqualTo(first.scoringKey());
    assertThat(second.test()).isEqualTo(first.test());
    String log = given().get("/runs/" + first.runKey() + "/log").asString();
    assertThat(log.split("hello from the scorer", -1)).hasSize(2);
  }

  /** The whole model is not in the store; its hash is that of the scoring all the same. */
  @Test
  void givesTheScorerBothPartsOfAModelThatIsStoredInTwo() {
    ModelTrained whole = trained("parts", "cell-1", 1, "a model in parts");
    store.delete(whole.model());
    bench.say(split("parts", 72));
    bench.say(
        new ModelTrained(
            whole.studyId(),
            whole.cellId(),
            whole.runKey(),
            whole.seed(),
            whole.model(),
            whole.manifest(),
            whole.checkpoint(),
            whole.dataset(),
            whole.preprocessing(),
            1,
            "cpu",
            new ModelParts(put("a backbone", MediaTypes.MODEL), put("a head", MediaTypes.MODEL)),
            null));

    PredictionsReady ready = bench.await(1, PredictionsReady.class, "parts").getFirst();

    assertThat(ready.scoringKey())
        .isEqualTo(
            new Keys.Scoring(
                    whole.model().sha256(),
                    Hash.ofText("test"),
                    Hash.ofText("validation"),
                    SMALL,
                    null,
                    null)
                .key());
    assertThat(log(ready)).contains("hello from the scorer of a head", "on a backbone");
  }

  @Test
  void headsAndSeedsOfOneFrozenBackboneShareItsFeatures() {
    bench.say(split("features", 72));
    bench.say(trained("features", "cell-1", 1, "frozen one", "resnet18"));
    PredictionsReady first = bench.await(1, PredictionsReady.class, "features").getFirst();

    bench.say(trained("features", "cell-2", 1, "frozen two", "resnet18"));
    bench.say(trained("features", "cell-3", 1, "frozen three", "resnet34"));
    List<PredictionsReady> all = bench.await(3, PredictionsReady.class, "features");

    assertThat(log(first)).doesNotContain("was given");
    assertThat(all)
        .filteredOn(ready -> ready.cellId().equals("cell-2"))
        .allSatisfy(ready -> assertThat(log(ready)).contains("was given features by frozen one"));
    assertThat(all)
        .filteredOn(ready -> ready.cellId().equals("cell-3"))
        .as("another backbone")
        .allSatisfy(ready -> assertThat(log(ready)).doesNotContain("was given"));
    String kept = features(first.runKey() + "/features?study=features");
    assertThat(all)
        .filteredOn(ready -> ready.cellId().equals("cell-2"))
        .allSatisfy(ready -> assertThat(features(ready.runKey() + "/features")).isEqualTo(kept));
    assertThat(store.local(Json.read(kept, ArtifactRef.class))).isRegularFile();
    given().get("/runs/" + first.runKey() + "/features?study=other").then().statusCode(404);
  }

  private static String features(String path) {
    return given().get("/runs/" + path).then().statusCode(200).extract().asString();
  }

  private static String log(PredictionsReady ready) {
    return given().get("/runs/" + ready.runKey() + "/log").asString();
  }

  /** An interim analysis of models whose test part has grown: earlier predictions are kept. */
  @Test
  void scoresNewTestImagesOnlyAndPredictsWhatAFullScoringPredicts() throws IOException {
    bench.say(split("look-1", List.of("a", "c", "e")));
    bench.say(trained("look-1", "cell-1", 1, "scores its split"));
    PredictionsReady first = bench.await(1, PredictionsReady.class, "look-1").getFirst();

    // c moved to another folder; its bytes are the same
    bench.say(split("look-2", List.of("a", "b", "moved/c", "d", "e")));
    bench.say(trained("look-2", "cell-1", 1, "scores its split"));
    PredictionsReady second = bench.await(1, PredictionsReady.class, "look-2").getFirst();
    bench.say(split("all-of-look-2", List.of("a", "b", "moved/c", "d", "e")));
    bench.say(trained("all-of-look-2", "cell-1", 1, "scores its split, another model"));
    PredictionsReady full = bench.await(1, PredictionsReady.class, "all-of-look-2").getFirst();

    assertThat(asked(first)).containsExactlyInAnyOrder(id("a"), id("c"), id("e"), id("v"));
    assertThat(asked(second)).containsExactlyInAnyOrder(id("b"), id("d"));
    assertThat(asked(full)).hasSize(5 + 1);
    assertThat(store.local(second.test())).hasSameBinaryContentAs(store.local(full.test()));
    assertThat(second.validation()).isEqualTo(full.validation());
    given()
        .get("/runs?study=look-2")
        .then()
        .body("images", contains(5 + 1))
        .body("known", contains(3 + 1));
    given().get("/runs?study=look-1").then().body("known", contains(0));
  }

  /**
   * The hash of the validation part includes how files become pixels, so no prediction is known.
   */
  @Test
  void scoresImagesAgainWhenTheValidationPartIsAnother() throws IOException {
    bench.say(split("read-1", List.of("a")));
    bench.say(trained("read-1", "cell-1", 1, "scores its split, read otherwise"));
    bench.await(1, PredictionsReady.class, "read-1");

    bench.say(split("read-2", "validation, read otherwise", List.of("a", "b")));
    bench.say(trained("read-2", "cell-1", 1, "scores its split, read otherwise"));
    PredictionsReady second = bench.await(1, PredictionsReady.class, "read-2").getFirst();

    assertThat(asked(second)).containsExactlyInAnyOrder(id("a"), id("b"), id("v"));
  }

  @Test
  void scoresImagesAgainWhosePredictionsTheStoreHasLost() throws IOException {
    bench.say(split("lost-1", List.of("a")));
    bench.say(trained("lost-1", "cell-1", 1, "scores its split, which is lost"));
    store.delete(bench.await(1, PredictionsReady.class, "lost-1").getFirst().test());

    bench.say(split("lost-2", List.of("a", "b")));
    bench.say(trained("lost-2", "cell-1", 1, "scores its split, which is lost"));
    PredictionsReady second = bench.await(1, PredictionsReady.class, "lost-2").getFirst();

    assertThat(asked(second)).containsExactlyInAnyOrder(id("a"), id("b"), id("v"));
  }

  private static SplitPublished corrupted(SplitPublished split, Corruption... corruptions) {
    return new SplitPublished(
        split.studyId(),
        split.dataset(),
        split.splitId(),
        split.hashes(),
        split.manifest(),
        split.pixels(),
        split.classes(),
        split.groupKind(),
        split.synthetic(),
        null,
        null,
        null,
        List.of(corruptions),
        null);
  }

  /**
   * The predictions on images as they are come from the study before, which had no corruptions; of
   * a test part that grew, the new images alone are corrupted.
   */
  @Test
  void scoresCorruptedTestImagesOnceEach() throws IOException {
    Corruption noise = new Corruption(Corruption.Kind.NOISE, 3);
    Corruption jpeg = new Corruption(Corruption.Kind.JPEG, 1);
    bench.say(split("clean", List.of("a", "c")));
    bench.say(trained("clean", "cell-1", 1, "scores its split, robustly"));
    PredictionsReady clean = bench.await(1, PredictionsReady.class, "clean").getFirst();
    assertThat(clean.corrupted()).isNull();

    bench.say(corrupted(split("robust", List.of("a", "c")), noise));
    bench.say(trained("robust", "cell-1", 1, "scores its split, robustly"));
    PredictionsReady robust = bench.await(1, PredictionsReady.class, "robust").getFirst();
    bench.say(corrupted(split("grown", List.of("a", "b", "moved/c")), noise, jpeg));
    bench.say(trained("grown", "cell-1", 1, "scores its split, robustly"));
    PredictionsReady grown = bench.await(1, PredictionsReady.class, "grown").getFirst();

    assertThat(robust.scoringKey()).isNotEqualTo(clean.scoringKey());
    assertThat(robust.test()).isEqualTo(clean.test());
    assertThat(asked(robust)).isEmpty();
    assertThat(asked(robust, "noise-3 of ")).containsExactlyInAnyOrder(id("a"), id("c"));
    assertThat(robust.corrupted())
        .extracting(PredictionsReady.Corrupted::corruption)
        .containsExactly(noise);
    assertThat(asked(grown)).containsExactly(id("b"));
    assertThat(asked(grown, "noise-3 of ")).containsExactly(id("b"));
    assertThat(asked(grown, "jpeg-1 of "))
        .containsExactlyInAnyOrder(id("a"), id("b"), id("moved/c"));
    given()
        .get("/runs?study=grown")
        .then()
        .body("[0].corrupted.corruption.kind", contains("noise", "jpeg"));

    ErasureConfirmed confirmed = erased("erasure-robust", "robust");
    assertThat(confirmed.files()).contains(robust.corrupted().getFirst().test().sha256());
  }

  @Test
  void sharesFeaturesOfCorruptedImagesAndRepairsTheirPredictions() {
    Corruption blur = new Corruption(Corruption.Kind.BLUR, 2);
    bench.say(corrupted(split("blurred", 72), blur));
    bench.say(trained("blurred", "cell-1", 1, "frozen and blurred", "resnet18"));
    PredictionsReady first = bench.await(1, PredictionsReady.class, "blurred").getFirst();
    bench.say(trained("blurred", "cell-2", 1, "frozen and blurred again", "resnet18"));
    List<PredictionsReady> both = bench.await(2, PredictionsReady.class, "blurred");

    assertThat(log(first)).doesNotContain("was given blur-2");
    assertThat(both)
        .filteredOn(ready -> ready.cellId().equals("cell-2"))
        .allSatisfy(
            ready ->
                assertThat(log(ready)).contains("was given blur-2 features by frozen and blurred"));

    ArtifactRef lost = first.corrupted().getFirst().test();
    store.delete(lost);
    given()
        .noContentType()
        .post("/repairs/inference-service")
        .then()
        .statusCode(200)
        .body("again", hasItem(first.scoringKey()));
    await().until(() -> store.isIntact(lost));
  }

  private static String id(String path) {
    return Hash.ofText(path);
  }

  private List<String> asked(PredictionsReady ready) throws IOException {
    return asked(ready, "asked of ");
  }

  private List<String> asked(PredictionsReady ready, String marker) throws IOException {
    return Files.readAllLines(config.workDir().resolve("logs").resolve(ready.scoringKey() + ".log"))
        .stream()
        .filter(line -> line.startsWith(marker))
        .map(line -> line.substring(marker.length()))
        .toList();
  }

  private SplitPublished split(String studyId, List<String> testImages) throws IOException {
    return split(studyId, "validation of looks", testImages);
  }

  private SplitPublished split(String studyId, String validation, List<String> testImages)
      throws IOException {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    entries.add(entry("v", Part.VALIDATION));
    testImages.forEach(path -> entries.add(entry(path, Part.TEST)));
    entries.sort(Comparator.comparing(SplitManifest.Entry::image));
    SplitHashes hashes =
        new SplitHashes(
            Hash.ofText("train"), Hash.ofText(validation), Hash.ofText("test" + testImages));
    SplitManifest manifest =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "phantoms",
            Hash.ofText("version of " + studyId),
            Hash.ofText("split of " + studyId),
            "folder",
            List.of("NORMAL", "PNEUMONIA"),
            "patient",
            true,
            1,
            hashes,
            entries,
            Map.of(),
            List.of());
    return new SplitPublished(
        studyId,
        "phantoms",
        manifest.splitId(),
        hashes,
        put(Json.write(manifest), MediaTypes.SPLIT_MANIFEST),
        List.of(new SplitPublished.Pixels(72, put("pixels", MediaTypes.PIXELS))),
        manifest.classes(),
        "patient",
        true);
  }

  private static SplitManifest.Entry entry(String path, Part part) {
    String content = path.substring(path.lastIndexOf('/') + 1);
    return new SplitManifest.Entry(id(path), Hash.ofText("bytes of " + content), 0, path, part, 1);
  }

  @Test
  void anInvalidMessageGoesToTheDeadLetterTopicAndStopsNothingElse() {
    bench.say(EventType.MODEL_TRAINED, "poison", "poison-id", "{\"studyId\": 7");
    bench.say(split("after-poison", 72));
    bench.say(trained("after-poison", "cell-1", 1, "after poison"));

    bench.await(1, r -> r.topic().equals(DEAD_LETTERS) && "poison".equals(r.key()));
    bench.await(1, PredictionsReady.class, "after-poison");
  }

  @Test
  void scoresAgainWhatIsLostInTheStore() throws IOException {
    bench.say(split("repaired", 72));
    bench.say(trained("repaired", "cell-1", 1, "lost in the store"));
    PredictionsReady ready = bench.await(1, PredictionsReady.class, "repaired").getFirst();
    store.delete(ready.test());

    given()
        .noContentType()
        .post("/repairs/inference-service")
        .then()
        .statusCode(200)
        .body("again", hasItem(ready.scoringKey()));

    await().until(() -> store.isIntact(ready.test()));
    assertThat(bench.heard(PredictionsReady.class, "repaired")).hasSize(1);
  }

  @Test
  void explainsARefusedRequest() {
    given()
        .get("/runs/0123456789")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("status", is(404));
    given().get("/runs/xyz").then().statusCode(400).body("detail", containsString("hexadecimal"));
    given().get("/runs").then().statusCode(400);
    given().get("/runs?study=unheard-of").then().statusCode(200).body("", hasSize(0));
  }

  @Test
  void isHealthyAndDescribesItself() {
    given().get("/q/health/ready").then().statusCode(200).body("status", is("UP"));
    given().get("/q/openapi").then().statusCode(200).body(containsString("/runs/{key}/log"));
  }

  private Path scratch(String scoringKey) {
    return config.workDir().resolve("scorings").resolve(scoringKey);
  }

  private ModelTrained trained(String studyId, String cellId, long seed, String model) {
    return trained(
        studyId, cellId, seed, model, put("manifest of " + model, MediaTypes.MODEL_MANIFEST));
  }

  /** A model with the manifest of a frozen backbone. */
  private ModelTrained trained(
      String studyId, String cellId, long seed, String model, String backbone) {
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            new RunSettings(
                Hash.ofText("run of " + model),
                backbone,
                "linear",
                true,
                SMALL,
                Recipe.paper(),
                "none",
                null,
                1,
                seed,
                1),
            List.of("NORMAL", "PNEUMONIA"),
            new ModelManifest.Platform("cpu", "PyTorch 2.7.1"),
            new ModelManifest.BestEpoch(Checkpoint.BEST_ACCURACY, 1, 0.9, 0.3),
            new ModelManifest.Size(10, 2),
            Hash.ofText(model),
            List.of(new ModelManifest.Epoch(1, 0.4, 0.3, 0.9)),
            List.of(),
            null,
            null,
            null);
    return trained(studyId, cellId, seed, model, put(manifest.toJson(), MediaTypes.MODEL_MANIFEST));
  }

  private ModelTrained trained(
      String studyId, String cellId, long seed, String model, ArtifactRef manifest) {
    return new ModelTrained(
        studyId,
        cellId,
        Hash.ofText("run of " + model),
        seed,
        put(model, MediaTypes.MODEL),
        manifest,
        Checkpoint.BEST_ACCURACY,
        "phantoms",
        SMALL,
        1,
        "cpu",
        null,
        null);
  }

  private SplitPublished split(String studyId, int size) {
    return new SplitPublished(
        studyId,
        "phantoms",
        Hash.ofText("split"),
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        put("split manifest", MediaTypes.SPLIT_MANIFEST),
        List.of(new SplitPublished.Pixels(size, put("pixels", MediaTypes.PIXELS))),
        List.of("NORMAL", "PNEUMONIA"),
        "patient",
        true);
  }

  private ArtifactRef put(String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }
}

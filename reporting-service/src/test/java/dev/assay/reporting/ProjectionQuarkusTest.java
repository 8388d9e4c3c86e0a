// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.reporting.messaging.EventConsumer;
import dev.assay.reporting.messaging.ProgressConsumer;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.report.Report;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StackOfReporting.class)
class ProjectionQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ArtifactStore store;
  @Inject Results results;
  @Inject EventSender sender;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject EventConsumer events;
  @Inject ProgressConsumer progress;

  @Test
  void readsEveryTopicThereIs() {
    Set<String> read = new TreeSet<>(events.topics());
    read.addAll(progress.topics());

    assertThat(read).containsExactlyInAnyOrderElementsOf(EventType.topics());
  }

  @Test
  void eventsInAnyOrderAndRepeatedGiveTheSameReport() {
    List<AssayEvent> inOrder = new SampleStudy("aaaaaaaaaaa0", store).finished();
    inOrder.forEach(sender::send);
    awaitReports("aaaaaaaaaaa0", inOrder);
    for (int seed = 1; seed <= 2; seed++) {
      String studyId = "aaaaaaaaaaa" + seed;
      List<AssayEvent> shuffled = new ArrayList<>(new SampleStudy(studyId, store).finished());
      shuffled.addAll(List.copyOf(shuffled));
      Collections.shuffle(shuffled, new Random(seed));

      shuffled.forEach(sender::send);

      awaitReports(studyId, shuffled);
      for (Format format : Format.values()) {
        assertThat(report(studyId, format).replace(studyId, "aaaaaaaaaaa0"))
            .isEqualTo(report("aaaaaaaaaaa0", format));
      }
    }
  }

  @Test
  void reportsResultsWhileStudyRuns() {
    SampleStudy study = new SampleStudy("bbbbbbbbbbbb", store);
    List<AssayEvent> events = study.halfway();

    events.forEach(sender::send);

    awaitReports("bbbbbbbbbbbb", events);
    assertThat(report("bbbbbbbbbbbb", Format.TEX))
        .contains("partial report")
        .contains("1 of 2 cells have results")
        .contains("pending: 1 of 2 seeds trained, 0 scored")
        .contains("synthetic")
        .contains("randomly initialised");
    given()
        .get("/studies/bbbbbbbbbbbb")
        .then()
        .statusCode(200)
        .body("state", equalTo("running"))
        .body("done", equalTo(1))
        .body("cells.state", equalTo(List.of("done", "running")))
        .body("cells[0].metrics.name", hasItem("auroc"))
        .body("cells[1].seeds.stage", equalTo(List.of("trained", "pending")));
  }

  @Test
  void failedCellShowsItsReason() {
    List<AssayEvent> events = new SampleStudy("cccccccccccc", store).failed();

    events.forEach(sender::send);

    awaitReports("cccccccccccc", events);
    String reason = "training failed (seed 2): the trainer ran out of memory 3 times";
    assertThat(report("cccccccccccc", Format.MD)).contains("failed: " + reason);
    assertThat(report("cccccccccccc", Format.CSV)).contains(",failed," + reason + ",");
    awaitState("cccccccccccc", "failed-cells");
    given()
        .get("/studies/cccccccccccc")
        .then()
        .statusCode(200)
        .body("cells[1].reason", equalTo(reason))
        .body("cells[1].actor", equalTo("operator"))
        .body("cells[1].seeds.stage", equalTo(List.of("trained", "failed")));
  }

  @Test
  void showsNewestProgressAndKeepsItOutOfReports() {
    SampleStudy study = new SampleStudy("dddddddddddd", store);
    study.accepted().forEach(sender::send);
    awaitReports("dddddddddddd", study.accepted());
    String before = report("dddddddddddd", Format.JSON);

    for (int epoch = 1; epoch <= 3; epoch++) {
      sender.send(progress(study, epoch));
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/studies/dddddddddddd")
                    .then()
                    .body("state", equalTo("running"))
                    .body("cells[0].seeds[0].stage", equalTo("training"))
                    .body("cells[0].seeds[0].epoch", equalTo(3))
                    .body("cells[0].seeds[1].stage", equalTo("pending")));
    assertThat(report("dddddddddddd", Format.JSON)).isEqualTo(before);
  }

  @Test
  void listsTheStudies() {
    SampleStudy study = new SampleStudy("eeeeeeeeeeee", store);
    study.accepted().forEach(sender::send);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/studies")
                    .then()
                    .statusCode(200)
                    .body("findAll { it.studyId == 'eeeeeeeeeeee' }", hasSize(1))
                    .body("find { it.studyId == 'eeeeeeeeeeee' }.state", equalTo("submitted"))
                    .body("find { it.studyId == 'eeeeeeeeeeee' }.total", equalTo(2)));
  }

  @Test
  void showsStudiesInABrowser() {
    SampleStudy study = new SampleStudy("999999999991", store);
    List<AssayEvent> events = new ArrayList<>(study.failed());

    events.forEach(sender::send);

    awaitReports("999999999991", events);
    given()
        .get("/")
        .then()
        .statusCode(200)
        .contentType("text/html")
        .body(containsString("<a href=\"/view/999999999991\">phantom-study</a>"));
    given()
        .get("/view/999999999991")
        .then()
        .statusCode(200)
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("<small>[0.625, 0.875]</small>"))
        .body(containsString("the trainer ran out of memory 3 times"));
    given()
        .get("/view/999999999991/results")
        .then()
        .statusCode(200)
        .body(containsString("<span class=\"interval\">[0.625, 0.875]</span>"));
    given()
        .get("/view/999999999991/cells/" + study.frozen().cellId())
        .then()
        .statusCode(200)
        .body(containsString("MobileNetV2, frozen, phantom"));
    given().get("/view/999999999991/files").then().statusCode(200);
    for (String unknown :
        List.of(
            "/view/unknown",
            "/view/unknown/results",
            "/view/unknown/files",
            "/view/unknown/events",
            "/view/999999999991/cells/unknown",
            "/view/999999999991/figures/unknown")) {
      given().get(unknown).then().statusCode(404);
    }
    given()
        .get("/view/unknown")
        .then()
        .contentType("text/html")
        .body(containsString("there is no study"));
  }

  @Test
  void unreadableEventGoesToDeadLettersAndStopsNothing() {
    sender.send(EventType.CELL_FAILED.topic(), "{\"studyId\": 7, \"garbage\"");
    List<AssayEvent> events = new SampleStudy("ffffffffffff", store).failed();

    events.forEach(sender::send);

    awaitReports("ffffffffffff", events);
    ConsumerRecord<String, String> letter = firstDeadLetter();
    assertThat(letter.value()).isEqualTo("{\"studyId\": 7, \"garbage\"");
    assertThat(new String(letter.headers().lastHeader("dead-letter-reason").value(), UTF_8))
        .contains("not a valid CellFailed");
  }

  @Test
  void exportsFilesAsOneArchiveAndOneByOne() throws Exception {
    List<AssayEvent> events = new SampleStudy("ccccccccccc1", store).finished();
    events.forEach(sender::send);
    awaitReports("ccccccccccc1", events);
    String path = "/studies/ccccccccccc1/";

    byte[] archive =
        given().get(path + "export.zip?parts=predictions,models").then().extract().asByteArray();
    byte[] again =
        given().get(path + "export.zip?parts=models,predictions").then().extract().asByteArray();

    assertThat(archive).isEqualTo(again);
    String name = "losses/phantom/mobilenet_v2_frozen/seed-1.csv";
    given().get(path + "files").then().statusCode(200).body("", hasItem(name));
    given()
        .get(path + "files/" + name)
        .then()
        .statusCode(200)
        .header("Content-Disposition", "attachment; filename=\"seed-1.csv\"")
        .body(containsString("\n2,0.6,0.5,0.75\n"));
    given()
        .get(path + "report.html")
        .then()
        .statusCode(200)
        .contentType("text/html")
        .body(containsString("Checklist CLAIM 2024"));
    assertThat(given().get(path + "report.pdf").then().statusCode(200).extract().asByteArray())
        .startsWith("%PDF-".getBytes(UTF_8));
    given().get(path + "files/../secret").then().statusCode(404);
    given()
        .get(path + "export.zip?parts=images")
        .then()
        .statusCode(400)
        .body("detail", containsString("'images' is no part of an export"));
    given().get("/studies/unknown/export.zip").then().statusCode(404);
  }

  /** The services that keep the logs are not there in this test. */
  @Test
  void exportThatBreaksOffCannotBeTakenForWhole() throws Exception {
    List<AssayEvent> events = new SampleStudy("ccccccccccc2", store).finished();
    events.forEach(sender::send);
    awaitReports("ccccccccccc2", events);
    URI uri = URI.create(RestAssured.baseURI + ":" + RestAssured.port);

    assertThatThrownBy(
            () -> {
              try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<byte[]> answer =
                    client.send(
                        HttpRequest.newBuilder(uri.resolve("/studies/ccccccccccc2/export.zip"))
                            .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200
                    || !new String(answer.body(), ISO_8859_1).contains("SHA256SUMS")) {
                  throw new IOException("no whole export: " + answer.statusCode());
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void unknownStudiesAndFormatsAreProblems() {
    given()
        .get("/studies/000000000000/report.tex")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString("000000000000"));
    given()
        .get("/studies/000000000000/report.doc")
        .then()
        .statusCode(404)
        .body("detail", containsString("legacy.txt"));
    given().get("/studies?limit=0").then().statusCode(400).body("status", equalTo(400));
  }

  @Test
  void describesItselfAndIsReady() {
    given().get("/q/health/ready").then().statusCode(200);
    given()
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.keySet()", hasItem("/studies/{studyId}/report.{format}"))
        .body("paths.keySet()", hasItem("/datasets"))
        .body("paths.'/cells/{path}'.keySet()", equalTo(Set.of("get", "post", "parameters")))
        .body(
            "paths.'/studies/{studyId}/comparisons'.keySet()",
            equalTo(Set.of("get", "post", "parameters")))
        .body("paths.'/studies'.keySet()", equalTo(Set.of("get", "post")));
  }

  private static CellProgress progress(SampleStudy study, int epoch) {
    return new CellProgress(
        "dddddddddddd",
        study.frozen().cellId(),
        study.runKey(study.frozen(), 1),
        1,
        "training",
        epoch,
        100,
        epoch / 100.0,
        0.5,
        0.5,
        0.75,
        100.0,
        12.0,
        null);
  }

  /** Waits until the service says what these events say, in every format. */
  private void awaitReports(String studyId, List<AssayEvent> events) {
    Report expected = ReportAssembly.report(StudyHistory.of(events), results).orElseThrow();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(report(studyId, Format.JSON)).isEqualTo(Format.JSON.render(expected)));
    for (Format format : Format.values()) {
      assertThat(report(studyId, format)).isEqualTo(format.render(expected));
    }
  }

  /** The event of the end of a study adds nothing to its report, so it may come later. */
  private static void awaitState(String studyId, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> given().get("/studies/" + studyId).then().body("state", equalTo(state)));
  }

  private static String report(String studyId, Format format) {
    return given()
        .get("/studies/" + studyId + "/report." + format.extension())
        .then()
        .extract()
        .body()
        .asString();
  }

  private ConsumerRecord<String, String> firstDeadLetter() {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", brokers, "group.id", "test", "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(StackOfReporting.DEAD_LETTERS));
      List<ConsumerRecord<String, String>> letters = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return !letters.isEmpty();
              });
      return letters.getFirst();
    }
  }
}

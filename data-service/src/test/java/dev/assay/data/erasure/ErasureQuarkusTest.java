// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.DataConfig;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@Stack
class ErasureQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  @Inject DataSource database;
  @Inject DataConfig config;

  private static ValidatableResponse erase(Map<String, String> what, boolean dryRun) {
    return given()
        .contentType("application/json")
        .body(what)
        .post("/erasures?dryRun=" + dryRun)
        .then();
  }

  private static ValidatableResponse erase(Map<String, String> what) {
    return erase(what, false);
  }

  private static Map<String, String> study(String id) {
    return Map.of("subject", "study", "study", id);
  }

  private static Map<String, String> version(String dataset, String version) {
    return Map.of("subject", "version", "dataset", dataset, "version", version);
  }

  private static String submitted(String name, String dataset) {
    return Given.submitted(Given.study(name, dataset)).statusCode(201).extract().path("studyId");
  }

  private long count(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select count(*) from " + query)) {
      found.next();
      return found.getLong(1);
    }
  }

  private static ErasureConfirmed confirmed(String erasure) {
    return Topics.events(ErasureConfirmed.class, erasure, 1).getFirst();
  }

  private static EvaluationCompleted metrics(String study, String cell) {
    return new EvaluationCompleted(
        study,
        cell,
        Hash.ofText(study + cell),
        ArtifactRef.of(Hash.ofText("metrics"), 7, MediaTypes.METRICS),
        null);
  }

  @Test
  void erasesARunningStudyAndLeavesItsNameAndItsId() throws Exception {
    Given.phantoms(folder, 271);
    Given.registered("erased-study", "kermany", folder).statusCode(201);
    String id = submitted("erased-study", "erased-study");
    String cell = given().get("/studies/" + id).then().extract().path("cells[0].cellId");
    String version = given().get("/datasets/erased-study").then().extract().path("version");
    Topics.events(StudySubmitted.class, id, 1);

    erase(study(id), true)
        .statusCode(200)
        .body("studies.studyId", contains(id))
        .body("studies.state", contains("running"))
        .body("versions", empty());
    given().get("/studies/" + id).then().body("state", equalTo("running"));
    String erasure = erase(study(id)).statusCode(202).extract().path("erasure");

    ErasureRequested request = Topics.events(ErasureRequested.class, erasure, 1).getFirst();
    assertThat(request.subject()).isEqualTo("study");
    assertThat(request.by()).isEqualTo("assay");
    assertThat(request.ids()).containsExactly(id);
    ErasureConfirmed confirmed = confirmed(erasure);
    assertThat(confirmed.service()).isEqualTo("data-service");
    assertThat(confirmed.removed()).contains(new Removed("study_cell", 2), new Removed("study", 1));
    assertThat(confirmed.files()).as("its manifest and its pixels").hasSizeGreaterThanOrEqualTo(2);
    given()
        .get("/studies/" + id)
        .then()
        .statusCode(200)
        .body("state", equalTo("data-withdrawn"))
        .body("name", equalTo("erased-study"))
        .body("cells", empty());
    assertThat(count("study where study_id = '" + id + "' and submitted = ''")).isOne();
    assertThat(count("outbox where message_key = '" + id + "' and payload <> ''")).isZero();
    given().get("/datasets/erased-study").then().body("version", equalTo(version));

    Topics.send(metrics(id, cell));
    erase(study(id)).statusCode(404).body("detail", containsString("erased before"));
    given().noContentType().post("/studies/" + id + "/cancel").then().statusCode(409);
    given()
        .noContentType()
        .post("/studies/" + id + "/retry")
        .then()
        .statusCode(409)
        .body("detail", containsString("its data were withdrawn"));
    assertThat(submitted("erased-study", "erased-study")).isEqualTo(id + "-2");
    assertThat(count("erasure where erasure = '" + erasure + "' and folders = '[]'")).isOne();
  }

  @Test
  void erasesAVersionWithItsUploadAndWhatAnotherDataSetSharesStays() throws Exception {
    Given.phantoms(folder, 272);
    String version = upload("erased-version", zip(folder));
    Given.registered("same-images", "kermany", folder).statusCode(201);
    String erased = submitted("of-erased-version", "erased-version");
    String other = submitted("of-same-images", "same-images");
    Path root = root(version, "erased-version");
    assertThat(root).exists();

    erase(version("erased-version", "0".repeat(64))).statusCode(404);
    erase(version("erased-version", version.substring(0, 7))).statusCode(404);
    String erasure =
        erase(version("erased-version", version.substring(0, 8)))
            .statusCode(202)
            .body("versions.version", contains(version))
            .body("versions.images", contains(80))
            .body("filesOutside", equalTo(0))
            .body("studies.studyId", hasItem(erased))
            .extract()
            .path("erasure");

    ErasureConfirmed confirmed = confirmed(erasure);
    assertThat(confirmed.removed())
        .contains(new Removed("image", 80), new Removed("folders of uploads", 1));
    assertThat(root).doesNotExist();
    assertThat(count("dataset_version where dataset = 'erased-version'")).isZero();
    given().get("/datasets/erased-version").then().statusCode(404);
    given().get("/studies/" + erased).then().body("state", equalTo("data-withdrawn"));
    given().get("/datasets/same-images").then().statusCode(200);
    assertThat(count("packed_pixels where content_hash = '" + version + "'"))
        .as("the other data set has the same images")
        .isPositive();
    assertThat(
            count(
                "image_fingerprint f where exists (select from image i"
                    + " where i.sha256 = f.sha256)"))
        .isPositive();
    // The same version under another name: its studies were made of these images, too.
    given().get("/studies/" + other).then().body("state", equalTo("data-withdrawn"));
    // A new upload of the same images is a decision of its own.
    assertThat(upload("erased-version", zip(folder))).isEqualTo(version);
  }

  @Test
  void erasesADataSetAndSaysWhichFilesAreNotItsOwn() throws Exception {
    Given.phantoms(folder, 273);
    Given.registered("erased-set", "kermany", folder).statusCode(201);
    String first = given().get("/datasets/erased-set").then().extract().path("version");
    Files.delete(folder.resolve("train/NORMAL/IM-0003-0001.png"));
    Given.registered("erased-set", "kermany", folder).statusCode(201);
    Given.watch("erased-set", "{}").statusCode(200);
    Map<String, String> set = Map.of("subject", "dataset", "dataset", "erased-set");

    erase(set, true)
        .statusCode(200)
        .body("versions.version", hasItem(first))
        .body("versions.images", contains(79, 80))
        .body("filesOutside", equalTo(159))
        .body("notes[0]", containsString("stay"));
    String erasure = erase(set).statusCode(202).extract().path("erasure");

    assertThat(confirmed(erasure).removed()).contains(new Removed("dataset_version", 2));
    assertThat(count("dataset where name = 'erased-set'")).isZero();
    assertThat(count("watched_folder where dataset = 'erased-set'")).isZero();
    given().get("/datasets").then().body("name", not(hasItem("erased-set")));
    assertThat(folder.resolve("train")).as("the operator's own folder").exists();
    erase(set).statusCode(404);
  }

  @Test
  void erasesWeightsAndNoStudyStartsFromThem() throws Exception {
    Given.phantoms(folder, 274);
    Given.registered("for-weights", "kermany", folder).statusCode(201);
    Path file = Given.weights(folder.resolve("weights"), "zero.safetensors", "mobilenet_v2", 1000);
    String sha256 =
        given()
            .contentType("application/json")
            .body(Map.of("path", file.toString()))
            .post("/weights")
            .then()
            .statusCode(201)
            .extract()
            .path("sha256");
    String id =
        Given.submitted(
                Given.study("from-weights", "for-weights").replace("pretrained: none\n", ""))
            .statusCode(201)
            .extract()
            .path("studyId");
    String other = submitted("from-none", "for-weights");

    String erasure =
        erase(Map.of("subject", "weights", "weights", sha256))
            .statusCode(202)
            .body("weights", contains(sha256))
            .body("studies.studyId", contains(id))
            .extract()
            .path("erasure");

    ErasureConfirmed confirmed = confirmed(erasure);
    assertThat(confirmed.removed()).contains(new Removed("weights", 1));
    assertThat(confirmed.files()).contains(sha256);
    given().get("/studies/" + id).then().body("state", equalTo("data-withdrawn"));
    given().get("/studies/" + other).then().body("state", equalTo("running"));
    given().get("/weights").then().body("sha256", not(hasItem(sha256)));
  }

  @Test
  void goesOnAfterAStopThatLeftFolders() throws Exception {
    Path left = Files.createDirectories(config.workDir().resolve("uploads/left-behind"));
    Files.writeString(left.resolve("image.png"), "an image");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          insert into erasure (erasure, requested_at, confirmation, folders)
          values ('interrupted1', now(), '{"erasure": "interrupted1", "service": "data-service",
            "removed": [], "files": []}', '["%s"]')
          """
              .formatted(left));
    }

    assertThat(confirmed("interrupted1").service()).isEqualTo("data-service");

    assertThat(left).doesNotExist();
    await()
        .atMost(PATIENCE)
        .until(() -> count("erasure where erasure = 'interrupted1' and folders = '[]'") == 1);
    assertThat(Topics.events(ErasureConfirmed.class, "interrupted1", 1)).hasSize(1);
  }

  @Test
  void refusesWhatNamesNothing() {
    erase(Map.of("subject", "everything"))
        .statusCode(422)
        .body(
            "faults[0].message",
            containsString("study, version, dataset, weights, patient or image"));
    erase(Map.of("subject", "version", "dataset", "x"))
        .statusCode(422)
        .body("faults[0].field", equalTo("version"));
    erase(Map.of("subject", "study", "study", "x", "weights", "y"))
        .statusCode(422)
        .body("faults[0].message", containsString("does not belong"));
    erase(study("unknown")).statusCode(404);
    given()
        .contentType("application/json")
        .body("no json")
        .post("/erasures")
        .then()
        .statusCode(422);
  }

  private Path root(String version, String dataset) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select root from dataset_version where dataset = '%s' and content_hash = '%s'"
                    .formatted(dataset, version))) {
      found.next();
      return Path.of(found.getString(1));
    }
  }

  private static String upload(String name, byte[] archive) {
    return given()
        .contentType("application/zip")
        .body(archive)
        .put("/datasets/" + name + "/upload?layout=kermany")
        .then()
        .statusCode(201)
        .extract()
        .path("version");
  }

  private static byte[] zip(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }
}

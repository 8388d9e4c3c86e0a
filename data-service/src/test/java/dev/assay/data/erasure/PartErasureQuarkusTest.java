// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.data.ingestion.IngestionLoop;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erases single patients and images; patient 4 has two images of training, of pneumonia. */
@QuarkusTest
@Stack
class PartErasureQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FIRST = "train/PNEUMONIA/person4_virus_1.png";
  private static final String SECOND = "train/PNEUMONIA/person4_virus_2.png";

  @TempDir Path folder;
  @TempDir Path elsewhere;
  @Inject DataSource database;
  @Inject DatasetRegistry registry;
  @Inject IngestionLoop loop;
  @Inject MovableClock clock;

  private static ValidatableResponse erase(Map<String, String> what, boolean dryRun) {
    return given()
        .contentType("application/json")
        .body(what)
        .post("/erasures?dryRun=" + dryRun)
        .then();
  }

  private static Map<String, String> patient(String dataset, String patient) {
    return Map.of("subject", "patient", "dataset", dataset, "patient", patient);
  }

  private static Map<String, String> image(String dataset, String image) {
    return Map.of("subject", "image", "dataset", dataset, "image", image);
  }

  private static ErasureConfirmed erased(Map<String, String> what) {
    String erasure = erase(what, false).statusCode(202).extract().path("erasure");
    return Topics.events(ErasureConfirmed.class, erasure, 1).getFirst();
  }

  private static ValidatableResponse dataset(String name) {
    return given().get("/datasets/" + name).then();
  }

  private static String submitted(String name, String dataset) {
    return Given.submitted(Given.study(name, dataset)).statusCode(201).extract().path("studyId");
  }

  private static void stateIs(String study, String state) {
    given().get("/studies/" + study).then().body("state", equalTo(state));
  }

  private long count(String query) throws SQLException {
    return Long.parseLong(text("select count(*) from " + query));
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getString(1);
    }
  }

  private static void upload(String name, byte[] archive) {
    given()
        .contentType("application/zip")
        .body(archive)
        .put("/datasets/" + name + "/upload?layout=kermany")
        .then()
        .statusCode(201);
  }

  private byte[] zip(Predicate<String> wanted) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = folder.relativize(file).toString();
        if (wanted.test(path)) {
          zip.putNextEntry(new ZipEntry(path));
          Files.copy(file, zip);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  @Test
  void erasesAPatientFromEveryDataSetAndNeverTakesOneImageUpAgain() throws Exception {
    Given.phantoms(folder, 281);
    copy(folder, elsewhere);
    Given.registered("with-patient", "kermany", folder).statusCode(201);
    Given.registered("same-patient", "kermany", elsewhere).statusCode(201);
    String first = submitted("of-with-patient", "with-patient");
    String second = submitted("of-same-patient", "same-patient");
    Path one = folder.resolve(FIRST);
    Path copied = elsewhere.resolve(FIRST);

    erase(patient("with-patient", "person4"), true)
        .statusCode(200)
        .body("images", equalTo(4))
        .body("versions.dataset", containsInAnyOrder("with-patient", "same-patient"))
        .body("rests.dataset", containsInAnyOrder("with-patient", "same-patient"))
        .body("rests.images", contains(78, 78))
        .body("filesOutside", equalTo(4))
        .body("staying", hasItem(one.toString()))
        .body("staying", hasItem(copied.toString()))
        .body("notes", hasItem(containsString("never taken up again")))
        .body("studies.studyId", containsInAnyOrder(first, second));
    dataset("with-patient").body("images", equalTo(80));
    stateIs(first, "running");

    ErasureConfirmed confirmed = erased(patient("with-patient", "person4"));

    assertThat(confirmed.removed()).contains(new Removed("dataset_version", 2));
    ErasureRequested request =
        Topics.events(ErasureRequested.class, confirmed.erasure(), 1).getFirst();
    assertThat(request.subject()).isEqualTo("patient");
    assertThat(Json.write(request)).doesNotContain("person4").doesNotContain("virus");
    stateIs(first, "data-withdrawn");
    stateIs(second, "data-withdrawn");
    for (String name : List.of("with-patient", "same-patient")) {
      dataset(name)
          .body("images", equalTo(78))
          .body("quarantined.find { it.reason == 'erased' }.count", equalTo(2));
      assertThat(
              count(
                  "image where path like '%person4\\_%' and version_id in (select id from"
                      + " dataset_version where dataset = '"
                      + name
                      + "')"))
          .isZero();
    }
    assertThat(one).exists();
    assertThat(count("quarantined_file where path like '%person4\\_%'")).isZero();
    String rest = dataset("with-patient").extract().path("version");

    erase(patient("with-patient", "person4"), false).statusCode(404);
    erase(image("with-patient", FIRST), false).statusCode(404);
    Given.registered("with-patient", "kermany", folder)
        .statusCode(201)
        .body("version", equalTo(rest));
    Given.registered("another-name", "kermany", folder).statusCode(201).body("images", equalTo(78));
    Files.move(one, folder.resolve("train/PNEUMONIA/person999_virus_1.png"));
    Files.copy(
        folder.resolve("train/PNEUMONIA/person6_bacteria_1.png"),
        folder.resolve("train/PNEUMONIA/person4_bacteria_9.png"));
    Given.registered("with-patient", "kermany", folder)
        .statusCode(201)
        .body("images", equalTo(78))
        .body("quarantined.find { it.reason == 'erased' }.count", equalTo(3));
    assertThat(submitted("of-with-patient", "with-patient")).isNotEqualTo(first);
  }

  @Test
  void anEarlierVersionWithoutThePatientKeepsItsStudies() throws Exception {
    Given.phantoms(folder, 282);
    for (String path : List.of(FIRST, SECOND)) {
      Files.createDirectories(elsewhere.resolve(path).getParent());
      Files.move(folder.resolve(path), elsewhere.resolve(path));
    }
    Given.registered("before-patient", "kermany", folder).statusCode(201);
    String version = dataset("before-patient").extract().path("version");
    String study = submitted("before-patient", "before-patient");
    copy(elsewhere, folder);
    Given.registered("before-patient", "kermany", folder)
        .statusCode(201)
        .body("images", equalTo(80));

    erased(patient("before-patient", "train:person4"));

    stateIs(study, "running");
    dataset("before-patient").body("version", equalTo(version)).body("images", equalTo(78));
    given().get("/datasets/before-patient/versions").then().body("version", contains(version));
  }

  @Test
  void erasesAnUploadedImageByItsKeyedIdAndDeletesItHoweverOftenItIsSent() throws Exception {
    Given.phantoms(folder, 283);
    Files.writeString(folder.resolve("list.csv"), "person4_virus_1,f,61\n");
    upload("with-image", zip(path -> true));
    Path root = Path.of(text("select root from dataset_version where dataset = 'with-image'"));
    String image =
        text(
            "select image from image i join dataset_version v on v.id = i.version_id where"
                + " dataset = 'with-image' and path = '"
                + FIRST
                + "'");
    byte[] bytes = Files.readAllBytes(folder.resolve(FIRST));
    // Results name it so.
    List<String> ids =
        given().get("/datasets/with-image/manifest").then().extract().path("images.image");
    String keyed =
        ids.stream()
            .filter(
                id ->
                    erase(image("with-image", id), true)
                        .extract()
                        .<List<String>>path("notes")
                        .stream()
                        .anyMatch(note -> note.contains("list.csv")))
            .findFirst()
            .orElseThrow();
    assertThat(keyed).isNotEqualTo(image);

    ErasureConfirmed confirmed = erased(image("with-image", keyed));

    assertThat(confirmed.removed()).contains(new Removed("files of images", 1));
    assertThat(root.resolve(FIRST)).doesNotExist();
    assertThat(root.resolve(SECOND)).as("another image of the patient").exists();
    dataset("with-image").body("images", equalTo(79)).body("groups", equalTo(40));
    given()
        .contentType("image/png")
        .header("Assay-Path", "train/PNEUMONIA/person800_virus_1.png")
        .body(bytes)
        .post("/datasets/with-image/ingestions")
        .then()
        .statusCode(202);
    settle();
    Given.batches("with-image").body("state", contains("done")).body("changed", contains(false));
    upload("with-image", zip(path -> !path.endsWith("csv")));
    dataset("with-image").body("images", equalTo(79));
    try (Stream<Path> files = Files.walk(root.getParent().getParent())) {
      assertThat(files.filter(file -> file.toString().matches(".*person(800|4)_virus_1.png")))
          .filteredOn(file -> Files.exists(file) && isSame(file, bytes))
          .isEmpty();
    }
  }

  private static boolean isSame(Path file, byte[] bytes) {
    try {
      return java.util.Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void settle() {
    clock.move(Duration.ofSeconds(31));
    loop.pollAndWork();
  }

  @Test
  void aWatchedFolderGoesOnBeingWatchedAndBringsNothingBack() throws Exception {
    Given.phantoms(folder, 284);
    Given.registered("watched-patient", "kermany", folder).statusCode(201);
    Given.watch("watched-patient", "{}").statusCode(200);
    settle();
    erased(patient("watched-patient", "person4"));
    String rest = dataset("watched-patient").extract().path("version");

    Files.copy(folder.resolve(FIRST), folder.resolve("train/PNEUMONIA/person4_virus_3.png"));
    settle();
    settle();

    Given.batches("watched-patient").body("changed", not(hasItem(true)));
    dataset("watched-patient").body("version", equalTo(rest)).body("images", equalTo(78));
    given().noContentType().delete("/datasets/watched-patient/watch").then().statusCode(200);
  }

  @Test
  void aScanThatReadTheImageBeforeItsErasureReadsAgain() throws Exception {
    Given.phantoms(folder, 285);
    Given.registered("read-meanwhile", "kermany", folder).statusCode(201);
    AtomicBoolean erasing = new AtomicBoolean();

    registry.registerAgain(
        "read-meanwhile",
        folder,
        file -> {
          if (erasing.compareAndSet(false, true)) {
            erased(patient("read-meanwhile", "person4"));
          }
          return true;
        },
        () -> {});

    dataset("read-meanwhile").body("images", equalTo(78));
    assertThat(
            count(
                "thumbnails where content_hash not in (select content_hash from dataset_version)"))
        .isZero();
  }

  @Test
  void theLastPatientOfAClassIsNamedBefore() throws Exception {
    Given.phantoms(folder, 286);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("person(?!4_).*")).toList()) {
        Files.delete(file);
      }
    }
    Files.createDirectories(folder.resolve("test/PNEUMONIA"));
    Given.registered("last-of-class", "kermany", folder).statusCode(201);

    erase(patient("last-of-class", "person4"), true)
        .body("notes", hasItem(containsString("no image of class 'PNEUMONIA' left")));
    erased(patient("last-of-class", "person4"));

    dataset("last-of-class").body("classes.PNEUMONIA", equalTo(0));
    Given.submitted(Given.study("last-of-class", "last-of-class"))
        .statusCode(422)
        .body("faults.message", hasItem(containsString("PNEUMONIA")));
    Files.walk(folder)
        .filter(file -> file.getFileName().toString().startsWith("IM-"))
        .skip(1)
        .forEach(file -> file.toFile().delete());
    Given.registered("last-of-class", "kermany", folder).statusCode(201);
    String only =
        text(
            "select path from image i join dataset d on d.version_id = i.version_id where name ="
                + " 'last-of-class'");
    erase(image("last-of-class", folder.resolve(only).toString()), true)
        .body("rests", empty())
        .body("notes", hasItem(containsString("has no image left, so no version")));
    erased(image("last-of-class", folder.resolve(only).toString()));
    dataset("last-of-class").statusCode(404);
    Given.registered("last-of-class", "kermany", folder)
        .statusCode(422)
        .body("faults[0].message", containsString("left out as erased"));
  }

  @Test
  void refusesWhatIsUnknownOrNamesSeveral() throws Exception {
    Given.phantoms(folder, 287);
    Files.createDirectories(folder.resolve("test/PNEUMONIA"));
    Files.move(
        folder.resolve(FIRST),
        folder.resolve("test/PNEUMONIA/person4_virus_1.png"),
        StandardCopyOption.ATOMIC_MOVE);
    Given.registered("two-numberings", "kermany", folder).statusCode(201);

    erase(patient("two-numberings", "person4"), false)
        .statusCode(422)
        .body("faults[0].message", containsString("test:person4, train:person4"));
    erase(patient("two-numberings", "person4000"), false)
        .statusCode(404)
        .body("detail", not(containsString("person4000")));
    erase(patient("no-such-set", "person4"), false).statusCode(404);
    erase(image("two-numberings", "train/PNEUMONIA"), false).statusCode(404);
    erase(Map.of("subject", "image", "image", "x"), false)
        .statusCode(422)
        .body("faults[0].field", equalTo("dataset"));
    dataset("two-numberings").body("images", equalTo(80));
    await().atMost(PATIENCE).until(() -> count("erasure where confirmed_at is null") == 0);
  }
}

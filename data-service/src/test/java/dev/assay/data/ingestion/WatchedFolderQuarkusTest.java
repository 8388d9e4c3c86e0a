// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.contracts.Part;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.data.study.SplitHistory;
import dev.assay.datasets.phantom.PhantomChestXrays;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that somebody puts into a folder, with a clock that only the test moves. */
@QuarkusTest
@Stack
class WatchedFolderQuarkusTest {
  private static final Duration QUIET = Duration.ofSeconds(31);

  @TempDir Path folder;
  @TempDir Path elsewhere;
  @Inject IngestionLoop loop;
  @Inject WatchedFolders folders;
  @Inject MovableClock clock;
  @Inject SplitHistory splits;
  private String dataset = "";

  @AfterEach
  void stopsWatching() {
    given().noContentType().delete("/datasets/" + dataset + "/watch");
  }

  /** A registered and watched data set of 80 phantoms whose first batch found nothing new. */
  private void watched(String name, long seed) throws IOException {
    dataset = name;
    Given.phantoms(folder, seed);
    Given.registered(name, "kermany", folder).statusCode(201);
    watch("{}").statusCode(200).body("folder", equalTo(folder.toString()));
    settle();
    batches()
        .body("state", contains("done"))
        .body("files", contains(81))
        .body("changed", contains(false))
        .body("studies[0]", empty());
    // As many images of other patients, to be copied into the folder.
    new PhantomChestXrays(160, 32, seed).write(elsewhere);
  }

  private ValidatableResponse watch(String body) {
    return Given.watch(dataset, body);
  }

  private ValidatableResponse batches() {
    return Given.batches(dataset);
  }

  private void settle() {
    loop.pollAndWork();
    clock.move(QUIET);
    loop.pollAndWork();
  }

  private Path drop(String path) throws IOException {
    Path target = folder.resolve(path);
    Files.createDirectories(target.getParent());
    return Files.copy(elsewhere.resolve(path), target);
  }

  /** Both images of a patient who was not there before; patients 41 to 80 are new. */
  private void dropPatient(int patient) throws IOException {
    try (Stream<Path> files = Files.walk(elsewhere)) {
      for (Path file :
          files
              .filter(
                  f ->
                      f.toString().contains("IM-%04d-".formatted(patient))
                          || f.toString().contains("person" + patient + "_"))
              .sorted()
              .toList()) {
        drop(elsewhere.relativize(file).toString());
      }
    }
  }

  private String study(String name, String onNewData) {
    return Given.study(name, dataset) + "on-new-data: " + onNewData + "\n";
  }

  private int images() {
    return given().get("/datasets/" + dataset).then().extract().path("images");
  }

  @Test
  void newImagesMakeAVersionAndAStudyRevisionWithoutARequest() throws IOException {
    watched("dropped", 61);
    String first =
        Given.submitted(study("dropped-study", "retrain"))
            .statusCode(201)
            .extract()
            .path("studyId");
    for (int patient = 41; patient <= 50; patient++) {
      dropPatient(patient);
    }

    loop.pollAndWork();
    clock.move(Duration.ofSeconds(20));
    loop.pollAndWork();
    batches().body("state", contains("collecting", "done")).body("files[0]", equalTo(20));
    assertThat(images()).isEqualTo(80);
    clock.move(Duration.ofSeconds(11));
    loop.pollAndWork();

    assertThat(images()).isEqualTo(100);
    String second =
        batches()
            .body("state", contains("done", "done"))
            .body("changed", contains(true, false))
            .body("studies[0].action", contains("retrain"))
            .extract()
            .path("[0].studies[0].studyId");
    given()
        .get("/studies/" + second)
        .then()
        .body("revision", equalTo(2))
        .body("previous", equalTo(first))
        .body("state", equalTo("running"))
        .body("notes", hasItem(containsString("revision 1 is study " + first)));
    assertThat(Topics.events(StudySubmitted.class, second, 1)).hasSize(1);
    List<SplitManifest> made = splits.all(dataset);
    assertThat(made.get(0).lineage().parent()).isEqualTo(made.get(1).splitId());
    assertThat(sides(made.get(0))).hasSize(100).containsAllEntriesOf(sides(made.get(1)));
  }

  private static Map<String, Part> sides(SplitManifest manifest) {
    Map<String, Part> sides = new HashMap<>();
    manifest.entries().forEach(e -> sides.put(e.image(), e.part()));
    return sides;
  }

  @Test
  void theSameBytesAgainChangeNothing() throws IOException {
    watched("same-bytes", 62);
    Given.submitted(study("same-bytes-study", "retrain")).statusCode(201);
    Path file = folder.resolve("train/NORMAL/IM-0003-0001.png");
    Map<String, Long> before = Given.rows();

    Files.write(file, Files.readAllBytes(file));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    settle();

    batches()
        .body("state", contains("done", "done"))
        .body("changed", contains(false, false))
        .body("files[0]", equalTo(1));
    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void filesThatAreAddedAndDeletedAgainMakeNoBatch() throws IOException {
    watched("came-and-went", 63);

    Path file = drop("train/NORMAL/IM-0043-0001.png");
    loop.pollAndWork();
    batches().body("state", contains("collecting", "done"));
    Files.delete(file);
    settle();

    batches().body("state", contains("done"));
  }

  @Test
  void aFileThatIsStillBeingCopiedIsNotRead() throws IOException {
    watched("half-copied", 64);
    dropPatient(41);
    byte[] whole = Files.readAllBytes(elsewhere.resolve("train/NORMAL/IM-0043-0001.png"));
    Path slow = folder.resolve("train/NORMAL/IM-0043-0001.png");
    Files.write(slow, Arrays.copyOf(whole, 100));

    for (int length = 101; length <= 133; length++) {
      loop.pollAndWork();
      batches().body("state[0]", equalTo("collecting"));
      clock.move(Duration.ofSeconds(20));
      Files.write(slow, new byte[] {whole[length - 1]}, StandardOpenOption.APPEND);
    }
    loop.pollAndWork();

    // It was closed after the longest wait, without the file that is still growing.
    batches().body("state", contains("collecting", "done", "done")).body("files[1]", equalTo(2));
    given()
        .get("/datasets/half-copied")
        .then()
        .body("images", equalTo(82))
        .body("quarantined", empty());

    Files.write(slow, whole);
    settle();
    batches().body("state", contains("done", "done", "done"));
    assertThat(images()).isEqualTo(83);
  }

  @Test
  void twoBatchesAtOnceMakeTwoVersionsInOrder() throws IOException {
    watched("two-batches", 65);
    dropPatient(41);
    folders.poll();
    clock.move(QUIET);
    folders.poll();
    dropPatient(42);
    folders.poll();
    clock.move(QUIET);
    folders.poll();
    batches().body("state", contains("closed", "closed", "done"));

    loop.pollAndWork();

    List<String> versions =
        batches()
            .body("state", contains("done", "done", "done"))
            .body("changed", contains(true, true, false))
            .extract()
            .path("version");
    batches()
        .body("before[0]", equalTo(versions.get(1)))
        .body("before[1]", equalTo(versions.get(2)));
    given()
        .get("/datasets/two-batches/versions")
        .then()
        .body("version", equalTo(versions))
        .body("images", contains(84, 82, 80));
  }

  @Test
  void theLastSubmissionDecidesOnNewData() throws IOException {
    watched("said-last", 66);
    String id =
        Given.submitted(study("said-last-study", "retrain"))
            .statusCode(201)
            .extract()
            .path("studyId");
    // The same study, which ignores new data from now on.
    Given.submitted(study("said-last-study", "ignore"))
        .statusCode(200)
        .body("studyId", equalTo(id));
    String cancelled =
        Given.submitted(study("cancelled-study", "retrain"))
            .statusCode(201)
            .extract()
            .path("studyId");
    given().noContentType().post("/studies/" + cancelled + "/cancel").then().statusCode(200);

    dropPatient(41);
    settle();

    batches().body("changed", contains(true, false)).body("studies[0]", empty());
  }

  @Test
  void reportsFilesThatCannotBeUsedAndGoesOn() throws IOException {
    watched("spoilt", 67);
    Path moved = elsewhere.resolve("moved-away");
    Files.move(folder.resolve("test/NORMAL"), moved);
    settle();
    batches()
        .body("state[0]", equalTo("failed"))
        .body("reason[0]", equalTo("the test folder has no class folder [NORMAL]"));
    assertThat(images()).isEqualTo(80);

    Files.move(moved, folder.resolve("test/NORMAL"));
    dropPatient(41);
    settle();

    batches().body("state", hasSize(3)).body("state[0]", equalTo("done"));
    assertThat(images()).isEqualTo(82);
  }

  @Test
  void namesWhatCannotBeWatchedAndHow() throws IOException {
    dataset = "not-watched";
    watch("{}").statusCode(404).contentType("application/problem+json");
    given().get("/datasets/not-watched/watch").then().statusCode(404);
    given().get("/datasets/not-watched/batches").then().statusCode(404);
    Given.phantoms(folder, 68);
    given()
        .contentType("application/zip")
        .body(zip(folder))
        .put("/datasets/not-watched/upload?layout=kermany")
        .then()
        .statusCode(201);
    watch("{\"quiet\": \"0s\"}")
        .statusCode(422)
        .body("faults.field", contains("quiet", "name"))
        .body("faults[1].message", containsString("was uploaded"));
    Given.registered("not-watched", "kermany", folder).statusCode(201);
    watch("{\"quiet\": \"PT1M\", \"maxWait\": \"PT30S\"}")
        .statusCode(422)
        .body("faults.field", contains("maxWait"));
    given().noContentType().delete("/datasets/not-watched/watch").then().statusCode(404);
    Given.submitted(study("unknown-word", "refresh"))
        .statusCode(422)
        .body("faults[0].field", equalTo("on-new-data"))
        .body("faults[0].message", containsString("retrain"));
  }

  private static byte[] zip(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
    return bytes.toByteArray();
  }
}

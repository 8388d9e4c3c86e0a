// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.contracts.Json;
import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.datasets.phantom.PhantomChestXrays;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that is looked at at two every night, with a clock that only the test moves. */
@QuarkusTest
@Stack
class ScheduledFolderQuarkusTest {
  private static final Duration QUIET = Duration.ofSeconds(30);

  @TempDir Path folder;
  @TempDir Path elsewhere;
  @Inject IngestionLoop loop;
  @Inject MovableClock clock;
  private String dataset = "";

  @AfterEach
  void stopsWatching() {
    given().noContentType().delete("/datasets/" + dataset + "/watch");
  }

  /** A data set of 80 phantoms that was looked at once; images of other patients lie elsewhere. */
  private void watched(String name, long seed) throws IOException {
    dataset = name;
    Given.phantoms(folder, seed);
    new PhantomChestXrays(160, 32, seed).write(elsewhere);
    Given.registered(name, "kermany", folder).statusCode(201);
    watch(Map.of("cron", "0 2 * * *"))
        .statusCode(200)
        .body("cron", equalTo("0 2 * * *"))
        .body("zone", equalTo("UTC"))
        .body("quiet", equalTo("PT30S"))
        .body("maxWait", nullValue())
        .body("next", equalTo(night().toString()));
    loop.pollAndWork();
    batches().body("", empty());
    pollAtNight();
    batches().body("state", contains("done")).body("changed", contains(false));
  }

  /** The next two o'clock. */
  private Instant night() {
    Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(2));
    return today.isAfter(clock.instant()) ? today : today.plus(Duration.ofDays(1));
  }

  private void moveTo(Instant moment) {
    clock.move(Duration.between(clock.instant(), moment));
    loop.pollAndWork();
  }

  private void pollAtNight() {
    moveTo(night());
    clock.move(QUIET);
    loop.pollAndWork();
  }

  private ValidatableResponse watch(Map<String, String> settings) {
    return Given.watch(dataset, Json.write(settings));
  }

  private ValidatableResponse batches() {
    return Given.batches(dataset);
  }

  private int images() {
    return given().get("/datasets/" + dataset).then().extract().path("images");
  }

  /** New images below {@code train/NORMAL}. */
  private List<Path> fresh(int count) throws IOException {
    try (Stream<Path> files = Files.list(elsewhere.resolve("train/NORMAL"))) {
      return files
          .filter(file -> !Files.exists(folder.resolve(elsewhere.relativize(file))))
          .sorted()
          .limit(count)
          .toList();
    }
  }

  private Path drop(Path file) throws IOException {
    return Files.copy(file, folder.resolve(elsewhere.relativize(file)));
  }

  @Test
  void pollsOnlyAtItsTimesAndMakesOneBatchOfAllChanges() throws IOException {
    watched("nightly", 301);
    for (Path file : fresh(3)) {
      drop(file);
    }

    moveTo(night().minusSeconds(1));
    batches().body("state", contains("done"));
    assertThat(images()).isEqualTo(80);
    moveTo(night());
    batches().body("state", contains("collecting", "done"));
    clock.move(QUIET);
    loop.pollAndWork();

    batches().body("state", contains("done", "done")).body("files[0]", equalTo(3));
    assertThat(images()).isEqualTo(83);
    // The next night finds no change and makes no batch.
    pollAtNight();
    batches().body("state", hasSize(2));
    given().get("/datasets/nightly/watch").then().body("next", equalTo(night().toString()));
  }

  @Test
  void filesThatAreStillBeingWrittenWaitForTheNextPoll() throws IOException {
    watched("half-written", 302);
    List<Path> fresh = fresh(2);
    drop(fresh.getFirst());
    byte[] whole = Files.readAllBytes(fresh.getLast());
    Path slow = folder.resolve(elsewhere.relativize(fresh.getLast()));
    Files.write(slow, Arrays.copyOf(whole, 100));

    moveTo(night());
    Files.write(slow, Arrays.copyOf(whole, 120));
    clock.move(QUIET);
    loop.pollAndWork();

    batches().body("state", contains("done", "done")).body("files[0]", equalTo(1));
    assertThat(images()).isEqualTo(81);
    given().get("/datasets/half-written").then().body("quarantined", empty());
    Files.write(slow, whole);
    clock.move(Duration.ofHours(1));
    loop.pollAndWork();
    batches().body("state", hasSize(2));
    pollAtNight();
    batches().body("state", hasSize(3)).body("files[0]", equalTo(1));
    assertThat(images()).isEqualTo(82);
  }

  @Test
  void noBatchIsClosedWhileAllFilesChange() throws IOException {
    watched("all-moving", 303);
    Path slow = drop(fresh(1).getFirst());

    moveTo(night());
    batches().body("state", contains("collecting", "done"));
    Files.write(slow, Arrays.copyOf(Files.readAllBytes(slow), 90));
    clock.move(QUIET);
    loop.pollAndWork();

    batches().body("state", contains("done"));
  }

  @Test
  void missedTimesAreMadeUpForOnce() throws IOException {
    watched("away", 304);
    drop(fresh(1).getFirst());
    Instant missed = night();

    clock.move(Duration.ofDays(3));
    given().get("/datasets/away/watch").then().body("next", equalTo(missed.toString()));
    // Watching again with the same schedule keeps the missed time.
    watch(Map.of("cron", "0 2 * * *")).body("next", equalTo(missed.toString()));
    loop.pollAndWork();
    clock.move(QUIET);
    loop.pollAndWork();

    batches().body("state", contains("done", "done"));
    assertThat(images()).isEqualTo(81);
    given().get("/datasets/away/watch").then().body("next", equalTo(night().toString()));
  }

  @Test
  void canBeWatchedAllTheTimeAgain() throws IOException {
    watched("both-ways", 305);
    watch(Map.of())
        .statusCode(200)
        .body("cron", nullValue())
        .body("next", nullValue())
        .body("maxWait", equalTo("PT10M"));
    drop(fresh(1).getFirst());

    loop.pollAndWork();
    clock.move(QUIET);
    loop.pollAndWork();

    assertThat(images()).isEqualTo(81);
  }

  @Test
  void namesEveryFaultOfItsTimes() throws IOException {
    dataset = "no-times";
    Given.phantoms(folder, 306);
    Given.registered(dataset, "kermany", folder).statusCode(201);

    watch(Map.of("cron", "every night", "zone", "Nowhere", "maxWait", "PT1H"))
        .statusCode(422)
        .body("faults.field", contains("maxWait", "zone", "cron"))
        .body("faults[2].message", containsString("such as 0 2 * * 1-5"));
    watch(Map.of("zone", "UTC"))
        .statusCode(422)
        .body("faults.field", contains("zone"))
        .body("faults[0].message", equalTo("belongs to cron, which is missing"));
    watch(Map.of("cron", "0 0 31 2 *")).statusCode(422).body("faults", not(empty()));

    given().get("/datasets/no-times/watch").then().statusCode(404);
  }
}

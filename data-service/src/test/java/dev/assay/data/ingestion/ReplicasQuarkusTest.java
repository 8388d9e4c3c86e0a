// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.data.ingestion.ClosedBatches.ClosedBatch;
import dev.assay.data.ingestion.ClosedBatches.FencedOutException;
import dev.assay.data.store.BatchRow;
import dev.assay.outbox.Leadership;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This service, and a session that stands for another replica of it. */
@QuarkusTest
@Stack
class ReplicasQuarkusTest {
  private static final Duration QUIET = Duration.ofSeconds(31);

  @TempDir Path folder;
  @Inject IngestionLoop loop;
  @Inject ClosedBatches batches;
  @Inject StagingFolder staging;
  @Inject DatasetRegistry registry;
  @Inject WorkFolder work;
  @Inject MovableClock clock;
  @Inject DataSource database;

  private void watched(String name, long seed) throws Exception {
    Given.phantoms(folder, seed);
    Given.registered(name, "kermany", folder).statusCode(201);
    Given.watch(name, "{}").statusCode(200);
  }

  private void settle() {
    loop.pollAndWork();
    clock.move(QUIET);
    loop.pollAndWork();
  }

  /** The effect of killing the process of the leader. */
  private void killTheLeader() throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet killed =
            statement.executeQuery(
                """
                select pg_terminate_backend(pid, 10000) from pg_locks
                where locktype = 'advisory' and granted
                  and classid::bigint = hashtext(current_schema())::bigint & 4294967295
                  and objid::bigint = hashtext('arrivals')::bigint & 4294967295
                """)) {
      assertThat(killed.next()).isTrue();
      assertThat(killed.getBoolean(1)).isTrue();
      assertThat(killed.next()).isFalse();
    }
  }

  @Test
  void pollsNothingWhileAnotherReplicaLeads() throws Exception {
    watched("led", 201);
    settle();
    killTheLeader();
    try (Leadership other = new Leadership(database, "arrivals", () -> {});
        Stream<Path> files = Files.list(folder.resolve("train/NORMAL"))) {
      assertThat(other.held()).isTrue();
      Files.delete(files.findFirst().orElseThrow());

      settle();

      Given.batches("led").body("state", contains("done"));
      given().get("/datasets/led").then().body("images", equalTo(80));
    }
    settle();

    Given.batches("led").body("state", contains("done", "done")).body("files", contains(1, 81));
    given().get("/datasets/led").then().body("images", equalTo(79));
    given().noContentType().delete("/datasets/led/watch").then().statusCode(200);
  }

  @Test
  void forgetsKnownFilesWhenAnotherReplicaHasLed() throws Exception {
    watched("took-over", 202);
    settle();
    Given.batches("took-over").body("changed", contains(false));
    killTheLeader();
    try (Leadership other = new Leadership(database, "arrivals", () -> {})) {
      assertThat(other.held()).isTrue();
      // The other replica has recorded a file of this name, which is deleted by now.
      QuarkusTransaction.requiringNew()
          .run(
              () ->
                  BatchRow.getEntityManager()
                      .createNativeQuery(
                          "insert into arrived_file values ('took-over', 'train/gone.png', '1 2"
                              + " 3')")
                      .executeUpdate());
    }

    settle();

    Given.batches("took-over")
        .body("state", contains("done", "done"))
        .body("files[0]", equalTo(1))
        .body("changed", contains(false, false));
    given().noContentType().delete("/datasets/took-over/watch").then().statusCode(200);
  }

  @Test
  void refusesTheVersionOfAFormerLeaderForABatchThatHasEnded() throws Exception {
    watched("fenced-out", 203);
    settle();
    long id = Given.batches("fenced-out").extract().jsonPath().getLong("[0].batch");
    ClosedBatch late = new ClosedBatch(id, "fenced-out");

    assertThatThrownBy(() -> batches.failed(late, "too late"))
        .isInstanceOf(FencedOutException.class);
    assertThatThrownBy(() -> batches.done(late, "0".repeat(64), List.of()))
        .isInstanceOf(FencedOutException.class);
    assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> batches.lock(late)))
        .isInstanceOf(FencedOutException.class);

    try (Stream<Path> files = Files.list(folder.resolve("train/NORMAL"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    assertThatThrownBy(
            () ->
                registry.registerAgain(
                    "fenced-out", folder, file -> true, () -> batches.lock(late)))
        .isInstanceOf(FencedOutException.class);

    given().get("/datasets/fenced-out").then().body("images", equalTo(80));
    Given.batches("fenced-out").body("state", contains("done")).body("studies[0]", empty());
    given().noContentType().delete("/datasets/fenced-out/watch").then().statusCode(200);
  }

  @Test
  void keepsAFolderForADayThatAnotherReplicaMayBeFilling() throws Exception {
    Path filling = work.fresh(StagingFolder.FOLDER);
    Path left = work.fresh(StagingFolder.FOLDER);
    Path ended = work.fresh(StagingFolder.FOLDER);
    Map<Path, Instant> written =
        Map.of(
            filling, clock.instant().minus(Duration.ofHours(23)),
            left, clock.instant().minus(Duration.ofHours(25)),
            ended, clock.instant());
    for (Map.Entry<Path, Instant> request : written.entrySet()) {
      Files.setLastModifiedTime(
          Files.writeString(request.getKey().resolve("1.png"), "an image"),
          FileTime.from(request.getValue()));
      Files.setLastModifiedTime(request.getKey(), FileTime.from(request.getValue()));
    }
    // The last write of a file decides, not the age of the folder.
    Files.setLastModifiedTime(filling, FileTime.from(clock.instant().minus(Duration.ofDays(3))));

    staging.removeUnused(List.of(ended.resolve("1.png")));

    assertThat(filling).exists();
    assertThat(left).doesNotExist();
    assertThat(ended).doesNotExist();
    WorkFolder.delete(filling);
  }
}

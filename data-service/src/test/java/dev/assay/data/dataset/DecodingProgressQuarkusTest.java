// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.contracts.progress.DatasetProgress;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanMemory;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan that the test holds up, and what is told of it meanwhile. */
@QuarkusTest
@Stack
class DecodingProgressQuarkusTest {
  @TempDir Path folder;
  @Inject DecodingQueue decoding;

  @Test
  void reportsTheProgressOfAScan() throws Exception {
    Given.phantoms(folder, 95);
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    given().get("/datasets/held-up/progress").then().statusCode(404);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> scan =
          executor.submit(
              () ->
                  decoding.scan(
                      "held-up",
                      Layout.named("kermany"),
                      folder,
                      file -> true,
                      ErasedImages.none(GroupKey.of(new byte[32])),
                      DecodingOptions.paper(),
                      ScanMemory.NONE,
                      (sha256, image) -> {
                        if (seen.incrementAndGet() == 40) {
                          held.countDown();
                          awaitQuietly(release);
                        }
                      }));
      try {
        assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();

        int done =
            given()
                .get("/datasets/held-up/progress")
                .then()
                .statusCode(200)
                .body("stage", equalTo("scanning"))
                .body("total", equalTo(80))
                .extract()
                .path("done");

        assertThat(done).isBetween(1, 79);
      } finally {
        release.countDown();
      }
      assertThat(scan.get(60, TimeUnit.SECONDS)).isNotNull();
    }
    given().get("/datasets/held-up/progress").then().statusCode(404);
  }

  @Test
  void publishesTheProgressOfAScanWithoutFileNames() throws Exception {
    Given.phantoms(folder, 96);
    Files.writeString(folder.resolve("train/NORMAL/IM-9999-0001.png"), "no image");

    Given.registered("told-of", "kermany", folder).statusCode(201);

    // The clock of tests does not move, so only the first and the last are passed on.
    List<ConsumerRecord<String, String>> records =
        Topics.records(DatasetProgress.TOPIC, "told-of", 2);
    List<DatasetProgress> events =
        records.stream().map(r -> Json.read(r.value(), DatasetProgress.class)).toList();
    assertThat(events).extracting(DatasetProgress::done).containsExactly(1, 81);
    assertThat(events).extracting(DatasetProgress::stage).containsOnly(Stage.SCANNING);
    assertThat(events.getLast().total()).isEqualTo(81);
    assertThat(events.getLast().quarantined()).isEqualTo(1);
    assertThat(events.getFirst().scan()).isEqualTo(events.getLast().scan());
    for (ConsumerRecord<String, String> record : records) {
      assertThat(record.value()).doesNotContain("IM-").doesNotContain(folder.toString());
      assertThat(header(record, "ce_type")).isEqualTo(DatasetProgress.TYPE);
      assertThat(header(record, "ce_id"))
          .isEqualTo(Json.read(record.value(), DatasetProgress.class).eventId());
      assertThat(header(record, "ce_source")).isEqualTo("/data-service");
    }
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.assay.data.dataset;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.contracts.ImageReading;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.ScanMemory;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan that the test holds up, and what is told of it meanwhile. */
@QuarkusTest
@Stack
class DecodingProgressQuarkusTest {
  @TempDir Path folder;
  @Inject Decoding decoding;

  @Test
  void tellsHowFarAScanIs() throws Exception {
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
                      ImageReading.paper(),
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

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.LargeEvent;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.EventSender;
import dev.assay.reporting.SampleStudy;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.Studies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A collection over all services, the broker, the database and the store. */
@QuarkusTest
@TestProfile(CollectionQuarkusTest.MarkedAtOnce.class)
@QuarkusTestResource(value = StackOfReporting.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OtherServices.class, restrictToAnnotatedClass = true)
class CollectionQuarkusTest {
  /** What nobody refers to goes in the run that finds it. */
  public static final class MarkedAtOnce implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("assay.gc.mark", "0s", "assay.gc.every", "0s");
    }
  }

  private static final List<String> SERVICES =
      List.of("data", "training", "inference", "evaluation");

  OtherServices others;

  @Inject ArtifactStore store;
  @Inject EventSender sender;
  @Inject Studies studies;

  private void answer(String service, int status, String body) {
    others.answer(service, OtherServices.text(status, "text/plain", body));
  }

  private ArtifactRef put(String text) throws IOException {
    ArtifactRef ref =
        store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text/plain");
    age(ref);
    return ref;
  }

  private void age(ArtifactRef ref) throws IOException {
    Files.setLastModifiedTime(
        store.local(ref), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
  }

  @Test
  void removesWhatNoRowOfAServiceAndNoRecordRefersTo() throws Exception {
    SERVICES.forEach(service -> answer(service, 200, "end\n"));
    ArtifactRef orphan = put("an attempt that failed");
    ArtifactRef result = put("a result of training");
    SampleStudy study = new SampleStudy("collected001", store);
    List<ArtifactRef> ofStudy = new ArrayList<>();
    study.finished().forEach(sender::send);
    ArtifactRef ofLarge = put("named by the content of a large event alone");
    StudySubmitted plain = study.submitted();
    StudySubmitted large =
        new StudySubmitted(
            "collected002",
            plain.name(),
            plain.cells(),
            plain.seeds(),
            plain.checkpoint(),
            plain.evaluation(),
            plain.threads(),
            plain.device(),
            List.of(ofLarge.uri()));
    ArtifactRef content = put(Json.write(large));
    sender.send(
        large.eventType().topic(),
        Json.write(new LargeEvent(large.studyId(), large.eventId(), content)));
    await().atMost(Duration.ofSeconds(60)).until(() -> studies.isKnown("collected001"));
    ofStudy.add(
        study.finished().stream().flatMap(CollectionQuarkusTest::models).findFirst().orElseThrow());
    for (ArtifactRef ref : ofStudy) {
      age(ref);
    }

    answer("training", 200, result.sha256() + "\n" + result.sha256() + "\nend\n");
    answer("evaluation", 503, "the database is away");
    given()
        .noContentType()
        .post("/collections")
        .then()
        .statusCode(502)
        .body("detail", containsString("evaluation-service"));
    answer("evaluation", 200, orphan.sha256() + "\n");
    given()
        .noContentType()
        .post("/collections")
        .then()
        .statusCode(502)
        .body("detail", containsString("cut off"));
    assertThat(store.isIntact(orphan)).as("nothing is removed where one does not answer").isTrue();
    answer("evaluation", 200, "end\n");

    given()
        .noContentType()
        .post("/collections?dryRun=true")
        .then()
        .statusCode(200)
        .body("removed.artifacts", equalTo(1), "removed.bytes", equalTo((int) orphan.size()));
    assertThat(store.isIntact(orphan)).isTrue();
    given()
        .noContentType()
        .post("/collections")
        .then()
        .statusCode(200)
        .body("removed.artifacts", equalTo(1), "kept.artifacts", equalTo(3 + ofStudy.size()));

    assertThat(store.isIntact(orphan)).isFalse();
    assertThat(store.isIntact(result)).isTrue();
    assertThat(List.of(content, ofLarge)).allMatch(store::isIntact);
    assertThat(ofStudy).allMatch(store::isIntact);
  }

  private static Stream<ArtifactRef> models(Object event) {
    return event instanceof ModelTrained trained ? Stream.of(trained.manifest()) : Stream.empty();
  }

  @Test
  void refusesAnAgeThatAnAttemptMayHave() {
    given()
        .noContentType()
        .post("/collections?olderThan=PT5M")
        .then()
        .statusCode(400)
        .body("detail", containsString("at least PT1H"));
    given()
        .noContentType()
        .post("/collections?olderThan=yesterday")
        .then()
        .statusCode(400)
        .body("detail", containsString("'yesterday'"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.embedded.EmbeddedS3;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Images that somebody tells of on a topic, and objects of a bucket. */
@QuarkusTest
@Stack
@QuarkusTestResource(ExternalS3.class)
class NotifiedImagesQuarkusTest {
  private static final String IMAGES = "assay.images-arrived.v1";
  private static final String NOTIFICATIONS = "assay.s3-events";
  private static final List<String> NEW =
      List.of(
          "train/NORMAL/IM-0043-0001.png",
          "train/NORMAL/IM-0043-0002.png",
          "train/NORMAL/IM-0045-0001.png");

  @TempDir Path folder;
  @Inject IngestionLoop loop;
  @Inject MovableClock clock;
  @Inject ArtifactStore store;
  private String dataset = "";

  /** An uploaded data set of 80 phantoms; the three {@link #NEW} ones are of other patients. */
  private void uploaded(String name, long seed) throws IOException {
    dataset = name;
    Path uploaded = folder.resolve("uploaded");
    Given.phantoms(uploaded, seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(uploaded)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(uploaded.relativize(file).toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
    given()
        .contentType("application/zip")
        .body(bytes.toByteArray())
        .put("/datasets/" + name + "/upload?layout=kermany")
        .then()
        .statusCode(201);
    new PhantomChestXrays(160, 32, seed).write(folder.resolve("all"));
  }

  private ValidatableResponse batches() {
    return Given.batches(dataset);
  }

  private void awaitCollected(int files) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                batches()
                    .body("[0].state", equalTo("collecting"))
                    .body("[0].files", equalTo(files)));
  }

  private void settle() {
    clock.move(Duration.ofSeconds(31));
    loop.pollAndWork();
  }

  private int images() {
    return given().get("/datasets/" + dataset).then().extract().path("images");
  }

  private String told(String... paths) {
    return Json.write(
        new ImagesArrived(
            dataset,
            Stream.of(paths)
                .map(
                    path ->
                        new ImagesArrived.Image(
                            path, store.put(folder.resolve("all").resolve(path), "image/png")))
                .toList()));
  }

  @Test
  void ingestsImagesOfTheArtifactStoreOnceAndSkipsInvalidMessages() throws IOException {
    uploaded("told", 81);
    String first = told(NEW.get(0), NEW.get(1));

    Topics.send(IMAGES, "told", "no event");
    Topics.send(IMAGES, "told", first.replace("\"told\"", "\"nobody\""));
    Topics.send(IMAGES, "told", first.replace(NEW.get(0), "../" + NEW.get(0)));
    Topics.send(IMAGES, "told", first);
    awaitCollected(2);
    settle();
    batches().body("state", contains("done")).body("changed", contains(true));
    Topics.send(IMAGES, "told", first);
    Topics.send(IMAGES, "told", told(NEW.get(2)));
    awaitCollected(1);
    settle();

    assertThat(images()).isEqualTo(83);
    batches().body("changed", contains(true, true)).body("files", contains(1, 2));
    assertThat(Topics.records("assay.dead-letter.data-service", "told", 3)).hasSize(3);
  }

  private static S3Client client() {
    String endpoint = ConfigProvider.getConfig().getValue("assay.data.s3.endpoint", String.class);
    return S3Client.builder()
        .endpointOverride(URI.create(endpoint))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(EmbeddedS3.ID, EmbeddedS3.SECRET)))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private void put(S3Client client, String path) {
    client.putObject(
        b -> b.bucket("hospital").key("x rays/" + path),
        RequestBody.fromFile(folder.resolve("all").resolve(path)));
  }

  private ValidatableResponse take(String bucket, String prefix) {
    return given()
        .contentType("application/json")
        .body(Map.of("bucket", bucket, "prefix", prefix))
        .put("/datasets/" + dataset + "/bucket")
        .then();
  }

  @Test
  void ingestsObjectsOfABucketByListingAndByNotification() throws IOException {
    assumeTrue(EmbeddedS3.isBuilt(), "s3-server was not built");
    uploaded("of-a-bucket", 82);
    try (S3Client client = client()) {
      client.createBucket(b -> b.bucket("hospital"));
      put(client, NEW.get(0));
      client.putObject(
          b -> b.bucket("hospital").key("elsewhere/train/NORMAL/IM-0099-0001.png"),
          RequestBody.fromString("no image"));
      take("nowhere", "x rays").statusCode(422).body("faults.field", contains("prefix", "bucket"));
      take("hospital", "x rays/").statusCode(200).body("prefix", equalTo("x rays/"));

      loop.pollAndWork();
      batches().body("state", contains("collecting")).body("files", contains(1));
      settle();
      assertThat(images()).isEqualTo(81);

      put(client, NEW.get(1));
      Topics.send(NOTIFICATIONS, "", "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
      Topics.send(NOTIFICATIONS, "", notification(NEW.get(1)));
      awaitCollected(1);
      settle();
      assertThat(images()).isEqualTo(82);

      // Notified and listed again: the object is known.
      Topics.send(NOTIFICATIONS, "", notification(NEW.get(1)));
      put(client, NEW.get(2));
      clock.move(Duration.ofMinutes(6));
      loop.pollAndWork();
      batches().body("state", contains("collecting", "done", "done"));
      settle();
      batches().body("files", contains(1, 1, 1)).body("changed", contains(true, true, true));
    }
    given().noContentType().delete("/datasets/of-a-bucket/bucket").then().statusCode(200);
    given().get("/datasets/of-a-bucket/bucket").then().statusCode(404);
  }

  /** As MinIO writes it; a blank in a key is a plus. */
  private static String notification(String path) {
    return """
    {"EventName":"s3:ObjectCreated:Put","Key":"hospital/x rays/%1$s","Records":[
      {"eventVersion":"2.0","eventSource":"minio:s3","eventName":"s3:ObjectCreated:Put",
       "s3":{"bucket":{"name":"hospital"},"object":{"key":"x+rays%%2F%2$s","size":1}}}]}
    """
        .formatted(path, path.replace("/", "%2F"));
  }

  @Test
  void aFolderOfTheServerAcceptsNoObjects() throws IOException {
    dataset = "folder-takes-none";
    take("hospital", "").statusCode(404);
    Given.phantoms(folder, 83);
    Given.registered(dataset, "kermany", folder).statusCode(201);

    given()
        .contentType("application/json")
        .body("{}")
        .put("/datasets/" + dataset + "/bucket")
        .then()
        .statusCode(422)
        .body("faults.field", contains("name", "bucket"))
        .body("faults[0].message", containsString("only a data set that was uploaded"));
  }
}

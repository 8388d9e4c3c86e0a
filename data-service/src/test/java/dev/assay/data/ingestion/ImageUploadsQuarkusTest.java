// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.WorkFolder;
import dev.assay.datasets.phantom.PhantomChestXrays;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that clients send for a data set that was uploaded before. */
@QuarkusTest
@Stack
class ImageUploadsQuarkusTest {
  private static final String IMAGE = "train/NORMAL/IM-0043-0001.png";

  @TempDir Path folder;
  @Inject IngestionLoop loop;
  @Inject MovableClock clock;
  @Inject WorkFolder work;
  private String dataset = "";

  /** An uploaded data set of 80 phantoms; 80 more, of other patients, are there to be sent. */
  private void uploaded(String name, long seed) throws IOException {
    dataset = name;
    new PhantomChestXrays(160, 32, seed).write(folder);
    given()
        .contentType("application/zip")
        .body(zip(path -> patient(path) <= 40))
        .put("/datasets/" + name + "/upload?layout=kermany")
        .then()
        .statusCode(201)
        .body("images", equalTo(80));
  }

  private static int patient(String path) {
    String digits = path.replaceAll(".*(?:IM-|person)(\\d+)[-_].*", "$1");
    return digits.equals(path) ? 0 : Integer.parseInt(digits);
  }

  private byte[] zip(Predicate<String> wanted) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = folder.relativize(file).toString();
        if (wanted.test(path)) {
          zip.putNextEntry(new ZipEntry(path));
          zip.write(Files.readAllBytes(file));
        }
      }
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] bytes) throws Exception {
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha) + ":";
  }

  private ValidatableResponse send(RequestSpecification request) {
    return request.post("/datasets/" + dataset + "/ingestions").then();
  }

  private static RequestSpecification image(String path, byte[] bytes) {
    return given().contentType("image/png").header("Assay-Path", path).body(bytes);
  }

  private ValidatableResponse batches() {
    return Given.batches(dataset);
  }

  private void settle() {
    clock.move(Duration.ofSeconds(31));
    loop.pollAndWork();
  }

  private List<Path> waiting() throws IOException {
    try (Stream<Path> requests = Files.list(work.folder(StagingFolder.FOLDER))) {
      return requests.toList();
    }
  }

  @Test
  void anArchiveAndAnImageAreOneBatchAndOneVersion() throws Exception {
    uploaded("sent", 71);
    String id =
        Given.submitted(Given.study("sent-study", "sent") + "on-new-data: retrain\n")
            .statusCode(201)
            .extract()
            .path("studyId");
    byte[] archive = zip(path -> patient(path) > 40 && patient(path) <= 50 && !path.equals(IMAGE));
    byte[] single = Files.readAllBytes(folder.resolve(IMAGE));

    send(given()
            .contentType("application/zip")
            .header("Content-Digest", digest(archive))
            .body(archive))
        .statusCode(202)
        .body("files", equalTo(19));
    clock.move(Duration.ofSeconds(20));
    loop.pollAndWork();
    send(image(IMAGE, single).header("Content-Digest", "md5=:aaaa:, " + digest(single)))
        .statusCode(202)
        .body("files", equalTo(1));
    clock.move(Duration.ofSeconds(20));
    loop.pollAndWork();
    batches().body("state", contains("collecting")).body("files", contains(20));
    settle();

    batches().body("state", contains("done")).body("changed", contains(true));
    String second = batches().extract().path("[0].studies[0].studyId");
    given()
        .get("/studies/" + second)
        .then()
        .body("revision", equalTo(2))
        .body("previous", equalTo(id));
    given().get("/datasets/sent/versions").then().body("images", contains(100, 80));
    assertThat(waiting()).isEmpty();

    // The same again is the same version, and no study.
    send(given().contentType("application/zip").body(archive)).statusCode(202);
    settle();
    batches()
        .body("state", contains("done", "done"))
        .body("changed", contains(false, true))
        .body("studies[0].size()", equalTo(0));
  }

  @Test
  void otherBytesThanStatedAreRefused() throws Exception {
    uploaded("damaged", 72);
    byte[] bytes = Files.readAllBytes(folder.resolve(IMAGE));
    String digest = digest(bytes);
    bytes[bytes.length - 1] ^= 1;

    send(image(IMAGE, bytes).header("Content-Digest", digest))
        .statusCode(422)
        .contentType("application/problem+json")
        .body("faults[0].field", equalTo("Content-Digest"))
        .body("faults[0].message", containsString("send them again"));
    byte[] archive = zip(path -> patient(path) == 41);
    send(given().contentType("application/zip").header("Content-Digest", digest).body(archive))
        .statusCode(422)
        .body("faults[0].field", equalTo("Content-Digest"));
    send(image(IMAGE, bytes).header("Content-Digest", "md5=:aaaa:"))
        .statusCode(422)
        .body("faults[0].message", equalTo("states neither sha-256 nor sha-512"));
    send(image(IMAGE, bytes).header("Content-Digest", "sha-256=abc"))
        .statusCode(422)
        .body("faults[0].message", equalTo("is not of the form sha-256=:BASE64:"));

    batches().body("[0]", nullValue());
    assertThat(waiting()).isEmpty();
  }

  @Test
  void nothingIsWrittenOutsideOfTheDataSet() throws Exception {
    uploaded("outside", 73);
    byte[] bytes = Files.readAllBytes(folder.resolve(IMAGE));
    for (String path : List.of("../x.png", "/x.png", "a/../../x.png", "", "%2e%2e/x.png")) {
      send(image(path, bytes))
          .statusCode(422)
          .body("faults[0].field", equalTo("Assay-Path"))
          .body("faults[0].message", containsString("train/NORMAL/1.png"));
    }
    send(image("train/NORMAL/%C3%A9.png", new byte[0]))
        .statusCode(422)
        .body("faults[0].message", equalTo("is empty"));
    ByteArrayOutputStream slip = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(slip)) {
      zip.putNextEntry(new ZipEntry("../../x.png"));
      zip.write(bytes);
    }
    send(given().contentType("application/zip").body(slip.toByteArray()))
        .statusCode(422)
        .body("faults[0].message", containsString("no relative path"));
    send(given().contentType("application/zip").body(bytes))
        .statusCode(422)
        .body("faults[0].message", containsString("no zip or tar archive"));

    batches().body("[0]", nullValue());
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aBombIsRefused() throws Exception {
    uploaded("bomb", 74);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bomb)) {
      zip.putNextEntry(new ZipEntry("train/NORMAL/zeros.bmp"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }

    send(given().contentType("application/zip").body(bomb.toByteArray()))
        .statusCode(422)
        .body("faults[0].message", containsString("100 times its size"));

    assertThat(waiting()).isEmpty();
  }

  @Test
  void acceptsImagesOnTheEarlierPathAndDeprecatesIt() throws Exception {
    uploaded("earlier-path", 76);

    image(IMAGE, Files.readAllBytes(folder.resolve(IMAGE)))
        .post("/datasets/earlier-path/arrivals")
        .then()
        .statusCode(202)
        .header("Deprecation", "@1796083200")
        .header("Link", "<ingestions>; rel=\"successor-version\"")
        .body("files", equalTo(1));

    batches().body("state", contains("collecting")).body("files", contains(1));
    settle();
    batches().body("state", contains("done"));
  }

  @Test
  void saysWhichDataSetsAcceptNoImages() throws Exception {
    dataset = "takes-none";
    send(image(IMAGE, new byte[] {1})).statusCode(404).contentType("application/problem+json");
    Given.phantoms(folder, 75);
    Given.registered("takes-none", "kermany", folder).statusCode(201);

    send(image(IMAGE, new byte[] {1}))
        .statusCode(422)
        .body("faults[0].message", containsString("put the images there and watch it"));
  }
}

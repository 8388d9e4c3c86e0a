// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.WithCallers;
import dev.assay.data.WorkFolder;
import dev.assay.data.ingestion.IngestionLoop;
import dev.assay.rest.Caller;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller may hold 4 MiB and 400 files, send two uploads at once and 30 an hour. */
@QuarkusTest
@Stack
@TestProfile(WithCallers.class)
class UploadQuotaQuarkusTest {
  private static final String TOKEN = WithCallers.TOKEN;
  private static final int MOST = 2_500_000;

  @TempDir Path folder;
  @Inject DataSource database;
  @Inject UploadLoop loop;
  @Inject IngestionLoop ingestion;
  @Inject MovableClock clock;
  @Inject WorkFolder work;
  private long seed = 991;

  private static RequestSpecification as(String role, String name) {
    return given()
        .auth()
        .preemptive()
        .basic("assay", TOKEN)
        .header(Caller.HEADER, role + " " + name);
  }

  private static RequestSpecification operator() {
    return given().auth().preemptive().basic("assay", TOKEN);
  }

  /** Phantoms and a file of noise, which is no image and lies there all the same. */
  private byte[] archive(int noise, Predicate<String> wanted) throws IOException {
    Given.phantoms(folder, seed);
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
      if (noise > 0) {
        zip.putNextEntry(new ZipEntry("noise.bin"));
        zip.write(noise(noise));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static ValidatableResponse upload(String caller, String dataset, byte[] archive) {
    return as("researcher", caller)
        .contentType("application/zip")
        .body(archive)
        .put("/datasets/" + dataset + "/upload?layout=kermany")
        .then();
  }

  private static HttpResponse<String> chunked(String caller, String path, byte[] body)
      throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(("assay:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
              .header("Authorization", "Basic " + basic)
              .header(Caller.HEADER, "researcher " + caller)
              .header("Content-Type", "application/zip")
              .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static long bytes(String caller) {
    return number(caller, "bytes");
  }

  private static long number(String caller, String what) {
    Number found =
        operator()
            .get("/uploads")
            .then()
            .statusCode(200)
            .extract()
            .path("callers.find { it.caller == '" + caller + "' }." + what);
    return found == null ? 0 : found.longValue();
  }

  private static void erase(Map<String, String> what) {
    operator().contentType("application/json").body(what).post("/erasures").then().statusCode(202);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement execute = connection.createStatement()) {
      execute.executeUpdate(statement);
    }
  }

  private List<Path> folders(String name) throws IOException {
    try (Stream<Path> all = Files.list(work.folder(name))) {
      return all.sorted().toList();
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void settle() {
    clock.move(Duration.ofSeconds(31));
    ingestion.pollAndWork();
  }

  @Test
  void whatDoesNotFitLeavesNothingAndWhatIsErasedCountsNoMore() throws Exception {
    byte[] archive = archive(MOST, path -> true);
    upload("alice", "first", archive).statusCode(201);
    long held = bytes("alice");
    assertThat(held).isEqualTo(size(folder) + MOST);
    assertThat(number("alice", "files")).isEqualTo(82);
    List<Path> before = folders("uploads");

    upload("alice", "second", archive)
        .statusCode(413)
        .contentType("application/problem+json")
        .body("actor", equalTo("user"))
        .body("detail", containsString("you may hold 4.0 MiB in uploads and hold 2."))
        .body("detail", containsString("assay erase data NAME"))
        .body("detail", containsString("'first' has 2."));
    HttpResponse<String> answer =
        chunked("alice", "/datasets/second/upload?layout=kermany", archive);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("you may hold 4.0 MiB");
    // Folders of data sets that other tests have erased may go meanwhile.
    assertThat(before).containsAll(folders("uploads"));
    assertThat(bytes("alice")).isEqualTo(held);
    operator().get("/datasets/second").then().statusCode(404);
    upload("bob", "of-bob", archive).statusCode(201);

    erase(Map.of("subject", "dataset", "dataset", "first"));
    assertThat(bytes("alice")).isZero();
    upload("alice", "second", archive).statusCode(201);
    assertThat(bytes("alice")).isEqualTo(held);
    erase(Map.of("subject", "dataset", "dataset", "second"));
    erase(Map.of("subject", "dataset", "dataset", "of-bob"));
  }

  @Test
  void filesAreCountedAsBytesAre() throws Exception {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(many)) {
      for (int i = 0; i < 401; i++) {
        zip.putNextEntry(new ZipEntry("train/NORMAL/%d.png".formatted(i)));
        zip.write(i);
      }
    }

    upload("carol", "many-files", many.toByteArray())
        .statusCode(413)
        .body("detail", containsString("you may hold 400 files"))
        .body("detail", containsString("ASSAY_UPLOAD_FILES"));

    assertThat(number("carol", "files")).isZero();
  }

  @Test
  void ofTwoAtOnceOneGetsTheRoom() throws Exception {
    byte[] archive = archive(MOST, path -> true);
    Callable<Integer> left = () -> status(archive, "left");
    Callable<Integer> right = () -> status(archive, "right");
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> answers = both.invokeAll(List.of(left, right));

      assertThat(List.of(answers.get(0).get(), answers.get(1).get()))
          .containsExactlyInAnyOrder(201, 413);
    }
    assertThat(bytes("dora")).isEqualTo(size(folder) + MOST);
    assertThat(number("dora", "open")).isZero();
    String kept = operator().get("/datasets/left").statusCode() == 200 ? "left" : "right";
    erase(Map.of("subject", "dataset", "dataset", kept));
  }

  private static int status(byte[] archive, String dataset) throws Exception {
    return chunked("dora", "/datasets/" + dataset + "/upload?layout=kermany", archive).statusCode();
  }

  @Test
  void imagesThatAreSentLaterCountForTheirSenderAsLongAsAVersionHasThem() throws Exception {
    // Contents that are erased are erased for every data set.
    seed = 992;
    upload("eve", "grows", archive(0, path -> true)).statusCode(201);
    long first = bytes("eve");
    String version = operator().get("/datasets/grows").then().extract().path("version");
    String replaced = "train/PNEUMONIA/person4_virus_1.png";
    byte[] other = Files.readAllBytes(folder.resolve("train/PNEUMONIA/person4_virus_2.png"));
    for (String path : List.of(replaced, "train/PNEUMONIA/person4_virus_7.png")) {
      as("researcher", "frank")
          .contentType("image/png")
          .header("Assay-Path", path)
          .body(other)
          .post("/datasets/grows/ingestions")
          .then()
          .statusCode(202);
    }
    assertThat(bytes("frank")).as("while they wait").isEqualTo(2L * other.length);
    settle();
    assertThat(bytes("frank")).as("in a version").isEqualTo(2L * other.length);
    assertThat(bytes("eve")).as("the version before has all files").isEqualTo(first);

    erase(Map.of("subject", "version", "dataset", "grows", "version", version));
    assertThat(bytes("eve"))
        .as("but the file that was replaced")
        .isEqualTo(first - Files.size(folder.resolve(replaced)));

    long before = bytes("frank") + bytes("eve");
    String gone = "train/PNEUMONIA/person6_bacteria_1.png";
    erase(Map.of("subject", "image", "dataset", "grows", "image", gone));
    assertThat(bytes("frank") + bytes("eve")).isEqualTo(before - Files.size(folder.resolve(gone)));
    erase(Map.of("subject", "dataset", "dataset", "grows"));
    assertThat(bytes("frank") + bytes("eve")).isZero();
  }

  @Test
  void anUploadWhoseServiceStoppedIsForgottenUnlessItIsNeeded() throws Exception {
    upload("grace", "survives", archive(0, path -> true)).statusCode(201);
    long held = bytes("grace");
    Path half = Files.createDirectories(work.folder("uploads").resolve("broken-off"));
    Files.write(half.resolve("half.zip"), noise(10));
    sql(
        "insert into upload (caller, dataset, started_at, alive_at, folder, bytes, files) values"
            + " ('grace', 'half', now(), clock_timestamp() - interval '1 hour', '"
            + half
            + "', 1000000, 3)");
    sql(
        "update upload set alive_at = clock_timestamp() - interval '1 hour' where dataset ="
            + " 'survives'");
    assertThat(bytes("grace")).isEqualTo(held + 1_000_000);

    loop.work();

    assertThat(bytes("grace")).isEqualTo(held);
    assertThat(number("grace", "open")).isZero();
    assertThat(half).doesNotExist();
    operator().get("/datasets/survives/examples").then().statusCode(200);
    assertThat(folders("uploads")).isNotEmpty();
    erase(Map.of("subject", "dataset", "dataset", "survives"));
  }

  @Test
  void tooManyAtOnceOrInAnHourHaveToWait() throws Exception {
    byte[] small = noise(3);
    sql(
        "insert into upload (caller, started_at, alive_at) select 'henry', '%s', clock_timestamp()"
                .formatted(clock.instant())
            + " from generate_series(1, 2)");
    upload("henry", "waits", small)
        .statusCode(429)
        .header("Retry-After", "10")
        .body("detail", containsString("2 of your uploads are being received"));
    sql("delete from upload where caller = 'henry'");
    sql(
        "insert into upload (caller, started_at) select 'henry', timestamptz '%s' - interval '59 minutes'"
                .formatted(clock.instant())
            + " from generate_series(1, 30)");

    upload("henry", "waits", small)
        .statusCode(429)
        .header("Retry-After", "60")
        .body("detail", containsString("30 uploads within an hour, and 30 are the limit"));
    assertThat(number("henry", "lastHour")).as("who is refused does not wait longer").isEqualTo(30);

    clock.move(Duration.ofMinutes(1));
    upload("henry", "waits", small).statusCode(422);
    assertThat(number("henry", "lastHour")).isEqualTo(1);
    loop.work();
    assertThat(number("henry", "files")).isZero();
  }

  @Test
  void weightsAreUploadsThatAreNotHeld() throws Exception {
    HttpResponse<String> answer = chunked("ida", "/weights/large.safetensors", noise(5_000_000));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(folders("weights-uploads")).isEmpty();
    Path weights = Given.weights(folder, "small.safetensors", "mobilenet_v2", 2);
    byte[] described = Files.readAllBytes(weights);

    assertThat(chunked("ida", "/weights/small.safetensors", described).statusCode())
        .isEqualTo(described.length > 4 << 20 ? 413 : 422);

    assertThat(bytes("ida")).isZero();
    assertThat(number("ida", "lastHour")).isEqualTo(2);
  }

  @Test
  void whoIsNoOperatorSeesThemselves() throws Exception {
    upload("jack", "of-jack", archive(0, path -> true)).statusCode(201);
    upload("kate", "of-kate", archive(0, path -> true)).statusCode(201);

    as("researcher", "jack")
        .get("/uploads")
        .then()
        .statusCode(200)
        .body("limits.bytes", equalTo(4 << 20))
        .body("limits.atOnce", equalTo(2))
        .body("callers.caller", contains("jack"))
        .body("callers[0].datasets.dataset", contains("of-jack"));
    operator().get("/uploads").then().body("callers.caller", hasItems("jack", "kate"));
    as("viewer", "jack").get("/uploads").then().statusCode(403);
    erase(Map.of("subject", "dataset", "dataset", "of-jack"));
    erase(Map.of("subject", "dataset", "dataset", "of-kate"));
  }
}

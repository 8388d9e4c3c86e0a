// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.store.AuditLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.authentication.PreemptiveBasicAuthScheme;
import io.restassured.builder.RequestSpecBuilder;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a token, so that the forwarder must bring it along. */
@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class ForwardingQuarkusTest {
  private static final String TOKEN = WithCallers.TOKEN;
  private static final String AUTHORIZATION =
      "Basic "
          + Base64.getEncoder().encodeToString(("assay:" + TOKEN).getBytes(StandardCharsets.UTF_8));
  private static final long SECONDS = 30;

  OtherServices others;
  @Inject AuditLog log;

  @TestHTTPResource URI address;

  @BeforeEach
  void bringTheToken() {
    PreemptiveBasicAuthScheme auth = new PreemptiveBasicAuthScheme();
    auth.setUserName("assay");
    auth.setPassword(TOKEN);
    RestAssured.requestSpecification = new RequestSpecBuilder().setAuth(auth).build();
  }

  @AfterEach
  void forgetTheToken() {
    RestAssured.requestSpecification = null;
  }

  @Test
  void requiresTokenEverywhereButForHealth() {
    RestAssured.requestSpecification = null;

    given().get("/studies").then().statusCode(401);
    given().noContentType().post("/studies").then().statusCode(401);
    given().get("/datasets").then().statusCode(401);
    given().auth().preemptive().basic("assay", "wrong").get("/studies").then().statusCode(401);
    given().get("/q/health/live").then().statusCode(200);
    given().auth().preemptive().basic("assay", TOKEN).get("/studies").then().statusCode(200);
  }

  @Test
  void submitsStudiesWithBodyQueryHeadersAndCredentials() {
    AtomicReference<String> seen = new AtomicReference<>();
    others.answer(
        "data",
        exchange -> {
          seen.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Cookie")
                  + " "
                  // To the service behind, the page has another origin than its own.
                  + exchange.getRequestHeaders().getFirst("Origin")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          OtherServices.respond(exchange, 201, "application/json", "{\"studyId\":\"abc\"}");
        });

    given()
        .cookie("assay-1", "a-session")
        .header("Origin", "http://" + address.getAuthority())
        .header("Sec-Fetch-Site", "same-origin")
        .contentType("application/yaml")
        .body("name: demo".getBytes(StandardCharsets.UTF_8))
        .post("/studies?dryRun=true")
        .then()
        .statusCode(201)
        .contentType("application/json")
        .body("studyId", equalTo("abc"));

    assertThat(seen.get())
        .startsWith("POST /studies?dryRun=true application/yaml")
        .endsWith(AUTHORIZATION + " null null name: demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/studies/0123456789ab/metrics",
        "/studies/0123456789ab/comparisons",
        "/comparisons/abc",
        "/evaluations/abc?metrics=accuracy",
        "/cells/abc/metrics?study=0123456789ab",
        "/cells/abc/curves?part=validation&seed=1"
      })
  void forwardsMetricsComparisonsAndCurvesFromEvaluationService(String path) {
    others.answer(
        "evaluation",
        exchange ->
            OtherServices.respond(
                exchange,
                200,
                "text/plain",
                exchange.getRequestMethod() + " " + exchange.getRequestURI()));

    given().urlEncodingEnabled(false).get(path).then().statusCode(200).body(equalTo("GET " + path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cells/abc/evaluations", "/studies/0123456789ab/comparisons"})
  void forwardsRequestsForOtherSettings(String path) {
    AtomicReference<String> seen = new AtomicReference<>();
    others.answer(
        "evaluation",
        exchange -> {
          seen.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange
              .getResponseHeaders()
              .set(
                  "Location",
                  "http://" + exchange.getRequestHeaders().getFirst("Host") + "/evaluations/key");
          OtherServices.respond(exchange, 202, "application/json", "{\"state\":\"QUEUED\"}");
        });

    given()
        .contentType("application/yaml")
        .body("resamples: 500".getBytes(StandardCharsets.UTF_8))
        .post(path)
        .then()
        .statusCode(202)
        // an address inside the stack is of no use outside
        .header("Location", "/evaluations/key")
        .body("state", equalTo("QUEUED"));

    assertThat(seen.get()).isEqualTo("POST " + path + " " + AUTHORIZATION + " resamples: 500");
  }

  @Test
  void answersBadGatewayWhileEvaluationServiceIsDown() {
    others.stop("evaluation");
    try {
      given()
          .get("/studies/0123456789ab/metrics")
          .then()
          .statusCode(502)
          .body("detail", containsString("evaluation-service at http://127.0.0.1"));
    } finally {
      others.restart("evaluation");
    }
  }

  @Test
  void forwardsProblemsUnchanged() {
    others.answer("data", OtherServices.text(422, "application/problem+json", "{\"faults\":[1]}"));

    given()
        .noContentType()
        .put("/weights/x.pth")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body(equalTo("{\"faults\":[1]}"));
  }

  @Test
  void dotsDoNotLeadToPathsThatAreNotForwarded() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("nothing");
    others.answer(
        "data",
        exchange -> {
          seen.set(exchange.getRequestURI().toString());
          OtherServices.respond(exchange, 200, "text/plain", "inside");
        });

    String answer = raw("GET /datasets/../q/health/live HTTP/1.1\r\n", "", "");

    assertThat(seen.get()).isEqualTo("nothing");
    assertThat(answer).doesNotContain("inside");
  }

  @Test
  void forwardsUploadBeforeItsEnd() throws Exception {
    CountDownLatch firstByteArrived = new CountDownLatch(1);
    CompletableFuture<Long> received = new CompletableFuture<>();
    others.answer(
        "data",
        exchange -> {
          InputStream body = exchange.getRequestBody();
          long count = body.read() < 0 ? 0 : 1;
          firstByteArrived.countDown();
          count += body.transferTo(OutputStream.nullOutputStream());
          received.complete(count);
          OtherServices.respond(exchange, 201, "application/json", "{}");
        });
    byte[] part = new byte[1 << 20];

    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          head(
              "PUT /datasets/x/upload?layout=folder HTTP/1.1\r\n",
              "Content-Length: " + 8 * part.length));
      out.write(part);
      out.flush();
      assertThat(firstByteArrived.await(SECONDS, TimeUnit.SECONDS)).isTrue();
      for (int i = 1; i < 8; i++) {
        out.write(part);
      }
      out.flush();

      assertThat(received.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(8L * part.length);
      assertThat(readHead(socket)).startsWith("HTTP/1.1 201");
    }
  }

  @Test
  void unreadUploadWaitsInsteadOfFillingTheHeap() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    others.answer(
        "data",
        exchange -> {
          try {
            end.await(SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });

    long sent = 0;
    try (SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
        Selector selector = Selector.open()) {
      channel.write(
          ByteBuffer.wrap(head("PUT /weights/big.pth HTTP/1.1\r\n", "Content-Length: 4294967296")));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer part = ByteBuffer.allocate(1 << 20);
      // Writable again within two seconds, or stalled for good.
      while (sent < (1L << 30) && selector.select(2000) > 0) {
        selector.selectedKeys().clear();
        part.rewind();
        sent += channel.write(part);
      }
    } finally {
      end.countDown();
    }

    assertThat(sent).as("bytes taken while nobody read them").isLessThan(128L << 20);
  }

  @Test
  void brokenUploadDoesNotLookComplete() throws Exception {
    CompletableFuture<String> end = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    others.answer(
        "data",
        exchange -> {
          try (InputStream body = exchange.getRequestBody()) {
            begun.countDown();
            body.readAllBytes();
            end.complete("complete");
          } catch (java.io.IOException e) {
            end.complete("broken");
          }
        });

    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(head("PUT /datasets/x/upload HTTP/1.1\r\n", "Transfer-Encoding: chunked"));
      out.write("5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(begun.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(end.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("broken");
  }

  @Test
  void answerBeforeEndOfUploadReachesClient() throws Exception {
    others.answer(
        "data",
        exchange -> {
          byte[] problem = "no such layout".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(422, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.getResponseBody().flush();
          exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
          exchange.close();
        });
    byte[] part = new byte[1 << 20];

    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          head(
              "PUT /datasets/x/upload?layout=nonsense HTTP/1.1\r\n",
              "Content-Length: " + 2 * part.length));
      out.write(part);
      out.flush();

      assertThat(readUntil(socket, "no such layout")).startsWith("HTTP/1.1 422");
      out.write(part);
    }
  }

  @Test
  void writesDownThatAnUploadWasRefusedForItsQuota() {
    others.answer(
        "data", OtherServices.text(413, "application/problem+json", "{\"detail\": \"no room\"}"));
    given()
        .contentType("application/zip")
        .body(new byte[100])
        .put("/datasets/quota/upload?layout=folder")
        .then()
        .statusCode(413)
        .body("detail", equalTo("no room"));
    others.answer(
        "data",
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "60");
          OtherServices.text(429, "application/problem+json", "{}").handle(exchange);
        });
    given()
        .contentType("application/zip")
        .body(new byte[100])
        .put("/weights/quota.pth")
        .then()
        .statusCode(429)
        .header("Retry-After", "60");

    await()
        .until(
            () ->
                log.page(Long.MAX_VALUE, 20).stream()
                    .filter(row -> row.path().contains("quota"))
                    .map(row -> row.caller() + " " + row.path() + " " + row.outcome())
                    .toList()
                    .containsAll(
                        List.of(
                            "assay /datasets/quota/upload asked",
                            "assay /datasets/quota/upload refused 413",
                            "assay /weights/quota.pth refused 429")));
  }

  @Test
  void forwardsAnswerWhileItIsWritten() throws Exception {
    CountDownLatch clientHasTheFirstPart = new CountDownLatch(1);
    others.answer(
        "training",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write("epoch 1\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
          try {
            clientHasTheFirstPart.await(SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          out.write("epoch 2\n".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });

    try (Socket socket = connect()) {
      socket.getOutputStream().write(head("GET /runs/abc/log HTTP/1.1\r\n", "Connection: close"));
      String text = readUntil(socket, "epoch 1");
      assertThat(text).startsWith("HTTP/1.1 200").doesNotContain("epoch 2");
      clientHasTheFirstPart.countDown();
      assertThat(readUntil(socket, "epoch 2")).contains("epoch 2");
    }
  }

  @Test
  void findsRunInTrainingThenInInference() {
    others.answer("training", OtherServices.text(404, "application/problem+json", "{}"));
    others.answer("inference", OtherServices.text(200, "text/plain", "scored"));

    given().get("/runs/abc/log").then().statusCode(200).body(equalTo("scored"));

    others.answer("inference", OtherServices.text(404, "application/problem+json", "{}"));
    given().get("/runs/abc/log").then().statusCode(404);
  }

  @Test
  void listsRunsOfBothServices() {
    others.answer("training", OtherServices.text(200, "application/json", "[{\"run\":1}]"));
    others.answer("inference", OtherServices.text(200, "application/json", "[{\"run\":2}]"));

    given().get("/runs?study=abc").then().statusCode(200).body("run", equalTo(List.of(1, 2)));

    String problem = "{\"detail\":\"name a study\"}";
    others.answer("inference", OtherServices.text(400, "application/problem+json", problem));
    given()
        .get("/runs")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", equalTo("name a study"));
  }

  @Test
  void answersBadGatewayWhileServiceIsDown() {
    others.answer("training", OtherServices.text(404, "application/problem+json", "{}"));
    others.stop("inference");
    others.stop("data");
    try {
      given()
          .body(new byte[1 << 20])
          .put("/weights/x.pth")
          .then()
          .statusCode(502)
          .contentType("application/problem+json")
          .body("detail", containsString("data-service at http://127.0.0.1"))
          .body("actor", equalTo("operator"));
      given()
          .get("/runs/abc")
          .then()
          .statusCode(502)
          .body("detail", containsString("inference-service"));
      given().get("/studies/0123456789ab").then().statusCode(404);
    } finally {
      others.restart("inference");
      others.restart("data");
    }
  }

  @Test
  void knowsAcceptedStudyBeforeItsEventsCome() {
    others.answer("data", OtherServices.text(200, "application/json", "{}"));

    given()
        .get("/studies/999999999999")
        .then()
        .statusCode(200)
        .body("studyId", equalTo("999999999999"))
        .body("state", equalTo("submitted"));
  }

  private Socket connect() throws Exception {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    return socket;
  }

  private static byte[] head(String requestLine, String header) {
    return (requestLine
            + "Host: localhost\r\nAuthorization: "
            + AUTHORIZATION
            + "\r\n"
            + header
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String raw(String requestLine, String header, String body) throws Exception {
    try (Socket socket = connect()) {
      String close = header.isEmpty() ? "Connection: close" : header + "\r\nConnection: close";
      socket.getOutputStream().write(head(requestLine, close));
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String readHead(Socket socket) throws Exception {
    return readUntil(socket, "\r\n\r\n");
  }

  private static String readUntil(Socket socket, String end) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new AssertionError("the connection ended after: " + text);
      }
      text.append((char) c);
    }
    return text.toString();
  }
}

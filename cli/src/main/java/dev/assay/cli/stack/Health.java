// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks services whether they are ready and whether they are live. */
public final class Health implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  boolean isReady(String base) throws InterruptedException {
    return answersOk(base + "/q/health/ready");
  }

  boolean isLive(String base) throws InterruptedException {
    return answersOk(base + "/q/health/live");
  }

  /** What keeps a service from being ready; {@code ready} if nothing does. */
  public String cause(String base) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/q/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      List<String> causes = new ArrayList<>();
      for (JsonNode check : Json.read(body, JsonNode.class).path("checks")) {
        if (!"UP".equals(check.path("status").asText())) {
          causes.add(
              check.path("name").asText() + ": " + check.at("/data/reason").asText("not ready"));
        }
      }
      return causes.isEmpty() ? "ready" : String.join("; ", causes);
    } catch (ConnectException e) {
      return "it does not listen yet";
    } catch (IOException | IllegalArgumentException e) {
      return "it does not answer";
    }
  }

  private boolean answersOk(String url) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // A service that does not listen or answer in time is neither.
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

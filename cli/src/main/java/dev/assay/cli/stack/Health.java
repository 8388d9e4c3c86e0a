// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks services whether they are ready and whether they are live. */
final class Health implements AutoCloseable {
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

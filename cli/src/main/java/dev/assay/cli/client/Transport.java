// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends requests to reporting-service. Every request of Assay may be repeated without harm. So a
 * request to a service that is being restarted is repeated for a limited time.
 */
final class Transport implements AutoCloseable {
  private static final Set<Integer> RESTARTING = Set.of(502, 503, 504);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final URI base;
  private final String token;
  private final Duration patience;
  private final HttpClient client =
      HttpClient.newBuilder()
          // Over plain HTTP the client would try to upgrade each connection to version 2.
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param token password of the user {@code assay}; empty if the server needs none
   * @param patience how long a request is repeated while there is no answer
   */
  Transport(URI base, String token, Duration patience) {
    this.base = base;
    this.token = token;
    this.patience = patience;
  }

  URI base() {
    return base;
  }

  HttpRequest.Builder request(String path) {
    String root = base.toString();
    String slash = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(slash + path));
    if (!token.isEmpty()) {
      byte[] credentials = ("assay:" + token).getBytes(StandardCharsets.UTF_8);
      builder.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return builder;
  }

  /**
   * @param request makes the request for each attempt, because a body can be read only once
   * @throws CliException if there is no answer for the time of patience
   */
  HttpResponse<String> send(Supplier<HttpRequest> request) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean last = System.nanoTime() >= deadline;
      try {
        HttpResponse<String> response =
            client.send(request.get(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (last || !RESTARTING.contains(response.statusCode())) {
          return response;
        }
      } catch (InterruptedIOException e) {
        throw CliException.noStack(base + " does not answer in time");
      } catch (IOException e) {
        if (last) {
          throw CliException.noStack(base + " cannot be reached: " + reason(e));
        }
      } catch (InterruptedException e) {
        throw interrupted();
      }
      pause();
    }
  }

  /**
   * Gets an answer of any length as a stream, which the caller reads within {@link #send}'s limits
   * on waiting for its begin alone.
   *
   * @throws CliException if there is no answer for the time of patience
   */
  HttpResponse<InputStream> stream(Supplier<HttpRequest> request) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean last = System.nanoTime() >= deadline;
      try {
        HttpResponse<InputStream> response =
            client.send(request.get(), HttpResponse.BodyHandlers.ofInputStream());
        if (last || !RESTARTING.contains(response.statusCode())) {
          return response;
        }
        response.body().close();
      } catch (InterruptedIOException e) {
        throw CliException.noStack(base + " does not answer in time");
      } catch (IOException e) {
        if (last) {
          throw CliException.noStack(base + " cannot be reached: " + reason(e));
        }
      } catch (InterruptedException e) {
        throw interrupted();
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static CliException interrupted() {
    Thread.currentThread().interrupt();
    return CliException.noStack("interrupted");
  }

  private static String reason(IOException e) {
    if (e instanceof ConnectException) {
      return "nothing listens there";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends requests to reporting-service. Every request of Assay may be repeated without harm. So a
 * request that gets no answer is repeated: to a server that has never answered for a limited time,
 * to one that has answered before until it answers again, or until the user's time-out.
 */
final class Transport implements AutoCloseable {
  /** Waiting helps if a header says so. The others come while a service is restarted. */
  private static final int UNAVAILABLE = 503;

  private static final Set<Integer> RESTARTING = Set.of(502, UNAVAILABLE, 504);
  private static final String RETRY_AFTER = "Retry-After";
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final Supplier<Server> server;
  private final Waiting waiting;
  private volatile boolean answered;
  private final HttpClient client =
      HttpClient.newBuilder()
          // Over plain HTTP the client would try to upgrade each connection to version 2.
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param server asked for each attempt: a stack that is started again has other ports
   * @param waiting how long a request is repeated while there is no answer
   */
  Transport(Supplier<Server> server, Waiting waiting) {
    this.server = server;
    this.waiting = waiting;
  }

  URI base() {
    return server.get().base();
  }

  HttpRequest.Builder request(String path) {
    Server now = server.get();
    String token = now.token();
    String root = now.base().toString();
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
   * @throws CliException if there is no answer for as long as this client waits
   */
  HttpResponse<String> send(Supplier<HttpRequest> request) {
    return exchange(
        request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), body -> body);
  }

  /**
   * Gets an answer of any length as a stream, which the caller reads within {@link #send}'s limits
   * on waiting for its begin alone.
   *
   * @throws CliException if there is no answer for as long as this client waits
   */
  HttpResponse<InputStream> stream(Supplier<HttpRequest> request) {
    return exchange(request, HttpResponse.BodyHandlers.ofInputStream(), Transport::readAll);
  }

  private static String readAll(InputStream body) {
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the answer broke off", e);
    }
  }

  /**
   * @param text of the body of an answer that is not the last one
   */
  private <T> HttpResponse<T> exchange(
      Supplier<HttpRequest> request,
      HttpResponse.BodyHandler<T> handler,
      Function<T, String> text) {
    Waiting.Turn turn = waiting.begin(base().toString(), answered);
    while (true) {
      boolean last = turn.isOver();
      try {
        HttpResponse<T> response = client.send(request.get(), handler);
        boolean busy = RESTARTING.contains(response.statusCode());
        if (!busy || last) {
          answered |= !busy;
          turn.end();
          return response;
        }
        turn.note(
            Problem.detail(response.statusCode(), text.apply(response.body())),
            response.statusCode() != UNAVAILABLE
                || response.headers().firstValue(RETRY_AFTER).isPresent());
      } catch (UncheckedIOException e) {
        turn.note("its answer broke off", true);
      } catch (IOException e) {
        if (last) {
          throw CliException.noStack(base() + " cannot be reached: " + reason(e));
        }
        turn.note(reason(e), true);
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
    if (e instanceof HttpTimeoutException) {
      return "it does not answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

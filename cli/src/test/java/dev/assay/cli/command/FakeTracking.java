// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in front of a tracking server, or where none is. */
final class FakeTracking implements AutoCloseable {
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private FakeTracking(com.sun.net.httpserver.HttpHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
  }

  /** Answers every request so. */
  static FakeTracking answering(int status, String type, String body) throws IOException {
    FakeTracking[] self = new FakeTracking[1];
    self[0] =
        new FakeTracking(
            exchange -> {
              self[0].note(exchange);
              exchange.getRequestBody().readAllBytes();
              exchange.getResponseHeaders().set("Content-Type", type);
              reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
            });
    return self[0];
  }

  /** Passes requests on, and after so many breaks every connection. */
  static FakeTracking inFrontOf(String url, int requests) throws IOException {
    FakeTracking[] self = new FakeTracking[1];
    AtomicInteger left = new AtomicInteger(requests);
    self[0] =
        new FakeTracking(
            exchange -> {
              self[0].note(exchange);
              if (left.getAndDecrement() <= 0) {
                exchange.close();
                return;
              }
              self[0].pass(exchange, url);
            });
    return self[0];
  }

  private void note(HttpExchange exchange) {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    authorizations.add(
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of("none")).getFirst());
  }

  private void pass(HttpExchange exchange, String url) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + exchange.getRequestURI()))
            .header(
                "Content-Type",
                exchange
                    .getRequestHeaders()
                    .getOrDefault("Content-Type", List.of("text/plain"))
                    .getFirst())
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      reply(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop(0);
  }
}

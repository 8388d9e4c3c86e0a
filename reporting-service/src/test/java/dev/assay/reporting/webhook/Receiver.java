// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks on the loopback interface that can refuse messages. */
public final class Receiver implements QuarkusTestResourceLifecycleManager {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  /** What came, in order. */
  static final List<Request> REQUESTS = new CopyOnWriteArrayList<>();

  /** This many next requests are answered with 503. */
  static final AtomicInteger BUSY = new AtomicInteger();

  record Request(String id, String timestamp, String signature, String type, String body) {
    static Request of(HttpExchange exchange) throws IOException {
      return new Request(
          exchange.getRequestHeaders().getFirst("webhook-id"),
          exchange.getRequestHeaders().getFirst("webhook-timestamp"),
          exchange.getRequestHeaders().getFirst("webhook-signature"),
          exchange.getRequestHeaders().getFirst("Content-Type"),
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private final HttpServer server;

  public Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Receiver::receive);
  }

  private static void receive(HttpExchange exchange) throws IOException {
    REQUESTS.add(Request.of(exchange));
    boolean busy = BUSY.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    exchange.sendResponseHeaders(busy ? 503 : 204, -1);
    exchange.close();
  }

  @Override
  public Map<String, String> start() {
    server.start();
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "assay.reporting.webhooks.urls", "http://127.0.0.1:" + server.getAddress().getPort());
    settings.put("assay.reporting.webhooks.secrets", SECRET + "," + OLD_SECRET);
    settings.put(
        "assay.reporting.webhooks.events",
        "dev.assay.study-finished.v1,dev.assay.study-submitted.v1");
    settings.put("assay.work.retry-delay", "50ms");
    settings.put("assay.work.max-failures", "4");
    return settings;
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}

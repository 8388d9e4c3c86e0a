// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tiny HTTP servers in the place of the other services. Each test says how they answer; the port of
 * {@code inference} is one where nobody listens until a test starts it.
 */
public final class OtherServices implements QuarkusTestResourceLifecycleManager {
  private static final HttpHandler NOT_SET =
      exchange -> {
        exchange.sendResponseHeaders(599, -1);
        exchange.close();
      };

  private final Map<String, HttpServer> servers = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Map<String, AtomicReference<HttpHandler>> handlers = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Override
  public Map<String, String> start() {
    Map<String, String> properties = new HashMap<>();
    for (String name : new String[] {"data", "training", "inference", "evaluation"}) {
      AtomicReference<HttpHandler> handler = new AtomicReference<>(NOT_SET);
      handlers.put(name, handler);
      HttpServer server = server(0, handler);
      servers.put(name, server);
      properties.put(
          "assay.reporting." + name + "-url", "http://127.0.0.1:" + server.getAddress().getPort());
    }
    return properties;
  }

  private HttpServer server(int port, AtomicReference<HttpHandler> handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(threads);
      server.createContext("/", exchange -> handler.get().handle(exchange));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Called before each test, which so begins with every service there and without the answers of
   * the one before.
   */
  @Override
  public void inject(TestInjector injector) {
    Set.copyOf(stopped).forEach(this::restart);
    handlers.values().forEach(handler -> handler.set(NOT_SET));
    injector.injectIntoFields(this, new TestInjector.MatchesType(OtherServices.class));
  }

  /** From now on the service answers so. */
  public void answer(String service, HttpHandler handler) {
    handlers.get(service).set(handler);
  }

  /** Nobody listens at the service's address. */
  void stop(String service) {
    servers.get(service).stop(0);
    stopped.add(service);
  }

  /** Nobody listens at any address for the rest of the test. */
  public void allStop() {
    servers.keySet().forEach(this::stop);
  }

  void restart(String service) {
    stopped.remove(service);
    int port = servers.get(service).getAddress().getPort();
    servers.put(service, server(port, handlers.get(service)));
  }

  /** A small answer with a text. */
  public static HttpHandler text(int status, String contentType, String body) {
    return exchange -> {
      exchange.getRequestBody().readAllBytes();
      respond(exchange, status, contentType, body);
    };
  }

  public static void respond(HttpExchange exchange, int status, String contentType, String body)
      throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void stop() {
    servers.values().forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}

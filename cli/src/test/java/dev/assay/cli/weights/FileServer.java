// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of files on the loopback interface, with the faults that real ones have. */
public final class FileServer implements AutoCloseable {
  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final Map<String, byte[]> files = new ConcurrentHashMap<>();
  public final Map<String, String> redirects = new ConcurrentHashMap<>();

  /** How many answers break off in their middle before one is whole. */
  public final AtomicInteger breaks = new AtomicInteger();

  public volatile boolean ranges = true;
  public volatile boolean saysLength = true;

  /** Said instead of the true length, if positive. */
  public volatile long statedLength;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(path + (range == null ? "" : " " + range));
      Headers headers = exchange.getResponseHeaders();
      if (redirects.containsKey(path)) {
        headers.add("Location", redirects.get(path));
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      byte[] file = files.get(path);
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int from = 0;
      int status = 200;
      if (range != null && ranges) {
        from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= file.length) {
          headers.add("Content-Range", "bytes */" + file.length);
          exchange.sendResponseHeaders(416, -1);
          return;
        }
        status = 206;
        headers.add(
            "Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
      }
      send(exchange, status, file, from);
    }
  }

  private void send(HttpExchange exchange, int status, byte[] file, int from) throws IOException {
    long length = statedLength > 0 ? statedLength : file.length - from;
    exchange.sendResponseHeaders(status, saysLength ? length : 0);
    OutputStream body = exchange.getResponseBody();
    if (breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      body.write(file, from, (file.length - from) / 2);
      body.flush();
      // Closing the exchange before all of it was written cuts the connection.
      return;
    }
    body.write(file, from, file.length - from);
    body.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;

/**
 * Stands for a service: uses its environment as a service does, and is ready only if its database
 * lets it in. Needs nothing but its own jar and the driver.
 */
public final class FakeService {
  private FakeService() {}

  public static void main(String[] args) throws Exception {
    Path work = Path.of(System.getenv("ASSAY_WORK_DIR"));
    Files.writeString(
        work.resolve("starts"),
        "start\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    int port = Integer.parseInt(System.getenv("ASSAY_HTTP_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(System.getenv("ASSAY_HTTP_HOST"), port), 0);
    server.createContext(
        "/q/health/live",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(databaseLetsIn() ? 200 : 503, -1);
          exchange.close();
        });
    server.createContext(
        "/studies",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  private static boolean databaseLetsIn() {
    try (Connection connection =
        DriverManager.getConnection(
            System.getenv("ASSAY_DB_URL"),
            System.getenv("ASSAY_DB_USER"),
            System.getenv("ASSAY_DB_PASSWORD"))) {
      return System.getenv("ASSAY_DB_USER").equals(connection.getSchema());
    } catch (java.sql.SQLException e) {
      System.err.println("the database does not let me in: " + e.getMessage());
      return false;
    }
  }
}

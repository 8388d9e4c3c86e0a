// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * For tests: sends a running service requests without the token, for every route of its OpenAPI
 * document: with every method, and with the methods of the route in every spelling that a server
 * might resolve to the same route. Requests are written to the socket as they are, since HTTP
 * clients would normalise them.
 */
public final class RoutesWithoutToken {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

  /** With 400 the server says that it cannot read the request line. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404);

  static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
  private static final int TIMEOUT_MILLIS = 30_000;

  private RoutesWithoutToken() {}

  /**
   * @param service its address, without a path
   * @param token of the running service; only the OpenAPI document is asked for with it
   * @return requests that were answered as if they were allowed, each as {@code GET /path: 200};
   *     empty if every request was refused
   * @throws IllegalStateException if the document lists no routes, so that nothing was proven
   */
  public static List<String> answered(URI service, String token) throws IOException {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, List<String>> route : routes(service, token).entrySet()) {
      String path = PARAMETER.matcher(route.getKey()).replaceAll("0123456789ab");
      for (String spelling : spellings(path)) {
        for (String method : spelling.equals(path) ? METHODS : route.getValue()) {
          int status = status(service, method, spelling);
          if (!REFUSALS.contains(status)) {
            found.add(method + " " + spelling + ": " + status);
          }
        }
      }
    }
    return found;
  }

  /** The status of one request without the token. */
  public static int status(URI service, String method, String path) throws IOException {
    String answer = exchange(service, method, path, "");
    String[] words = answer.split(" ", 3);
    if (words.length < 2) {
      throw new IOException(method + " " + path + " got no status line: '" + answer + "'");
    }
    return Integer.parseInt(words[1].strip());
  }

  /** The methods of each path. */
  static Map<String, List<String>> routes(URI service, String token) throws IOException {
    String document = exchange(service, "GET", "/q/openapi?format=json", authorization(token));
    JsonNode paths =
        Json.read(document.substring(document.indexOf('{')), JsonNode.class).path("paths");
    Map<String, List<String>> routes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      routes.put(
          path.getKey(),
          path.getValue().properties().stream()
              .map(operation -> operation.getKey().toUpperCase(Locale.ROOT))
              .filter(METHODS::contains)
              .toList());
    }
    if (routes.isEmpty()) {
      throw new IllegalStateException("the OpenAPI document lists no routes: " + document);
    }
    return routes;
  }

  /** Absolute paths only; {@code /} itself has fewer. */
  static Set<String> spellings(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    String parent = path.substring(0, path.lastIndexOf('/') + 1);
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(path);
    spellings.add(path + "/");
    spellings.add(path + "//");
    spellings.add(path + ";x");
    spellings.add(path + ";x=/q/health");
    spellings.add(path + "/;x");
    spellings.add(parent + ";x/" + last);
    spellings.add(path.replace("/", "/;x=1/"));
    spellings.add(path.replace("/", "//"));
    spellings.add("/." + path);
    spellings.add("/x/.." + path);
    spellings.add("/q/health/.." + "/.." + path);
    spellings.add("/q/health;/..;/..;" + path);
    spellings.add("/q/health/%2e%2e/%2e%2e" + path);
    spellings.add("/q/health/..%2f.." + path);
    spellings.add("/q/swagger-ui/.." + "/.." + path);
    spellings.add("/q/swagger-ui/%2e%2e/%2e%2e" + path);
    spellings.add(path.replace("/", "%2f"));
    spellings.add("/" + path.substring(1).replace("/", "%2F"));
    spellings.add(path.replace("/", "\\"));
    spellings.add(path.toUpperCase(Locale.ROOT));
    spellings.add(path + "?x=/q/health");
    spellings.add(path + "%3fx");
    spellings.add(path + "%00");
    spellings.add(path + "%20");
    spellings.add(path + ".json");
    if (!last.isEmpty()) {
      spellings.add(
          parent
              + "%"
              + Integer.toHexString(last.charAt(0))
              + (last.length() > 1 ? last.substring(1) : ""));
    }
    spellings.removeIf(spelling -> !spelling.startsWith("/"));
    return spellings;
  }

  static String authorization(String token) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(("assay:" + token).getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  static String exchange(URI service, String method, String path, String headers)
      throws IOException {
    try (Socket socket = new Socket(service.getHost(), service.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String head =
          "%s %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n"
              .formatted(method, path, service.getHost(), service.getPort(), headers);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For tests: sends a running service every request of its OpenAPI document as a caller who may only
 * look, and says which of them could change something, or have no role.
 */
public final class RoutesOfViewer {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String NO_ROLE = "its route says no role";

  private RoutesOfViewer() {}

  /** A file of callers that has one for each role; their tokens are the names of the roles. */
  public static Path callers() {
    try {
      Path file = Files.createTempFile("assay-callers", ".txt");
      file.toFile().deleteOnExit();
      StringBuilder lines = new StringBuilder("# name, role, SHA-256 of the token\n\n");
      for (String role : List.of("viewer", "researcher", "operator")) {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(role.getBytes(StandardCharsets.UTF_8));
        lines.append("a-%s %s %s\n".formatted(role, role, HexFormat.of().formatHex(hash)));
      }
      return Files.writeString(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param service its address, without a path
   * @param token of the stack
   * @param passedOn answers by which a route that only forwards says that it did: the service
   *     behind it decides
   * @return every request whose answer a viewer must not get, with the answer
   * @throws IllegalStateException if no route changes anything, so that nothing was proven
   */
  public static List<String> answered(URI service, String token, Set<Integer> passedOn)
      throws IOException {
    List<String> found = new ArrayList<>();
    int changing = 0;
    for (Map.Entry<String, List<String>> route :
        RoutesWithoutToken.routes(service, token).entrySet()) {
      String path = RoutesWithoutToken.PARAMETER.matcher(route.getKey()).replaceAll("0123456789ab");
      for (String method : route.getValue()) {
        String answer = ask(service, method, path, "application/json");
        if (answer.split(" ", 3)[1].equals("415")) {
          answer = ask(service, method, path, "application/zip");
        }
        int status = Integer.parseInt(answer.split(" ", 3)[1]);
        boolean changes = !READING.contains(method);
        changing += changes ? 1 : 0;
        boolean refused = status == 403 && answer.contains("this needs the role");
        if (answer.contains(NO_ROLE) || status == 401) {
          found.add(method + " " + path + ": " + answer);
        } else if (changes && !refused && !passedOn.contains(status)) {
          found.add(method + " " + path + ": " + status);
        }
      }
    }
    if (changing == 0) {
      throw new IllegalStateException("no route of " + service + " changes anything");
    }
    return found;
  }

  private static String ask(URI service, String method, String path, String type)
      throws IOException {
    return RoutesWithoutToken.exchange(
        service,
        method,
        path,
        RoutesWithoutToken.authorization("viewer") + "Content-Type: " + type + "\r\n");
  }
}

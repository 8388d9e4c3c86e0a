// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import dev.assay.cli.CliException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Where a tracking server is, and how a user is known there. Credentials come from the environment,
 * under the names that MLflow's own client reads, and are never printed.
 *
 * @param base without a slash at its end
 * @param authorization value of the header; empty: none
 */
public record MlflowAddress(String base, String authorization) {
  static final String USER = "MLFLOW_TRACKING_USERNAME";
  static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
  private static final int MOST_PORT = 65_535;

  /**
   * @throws CliException if it is no address, or the credentials are incomplete
   */
  public static MlflowAddress of(String given, Map<String, String> environment) {
    String base = given.strip().replaceAll("/+$", "");
    URI uri;
    try {
      uri = new URI(base);
    } catch (URISyntaxException e) {
      throw noAddress(given);
    }
    if (uri.getRawUserInfo() != null) {
      // What is in it may be a password, so the address is not repeated.
      throw CliException.badInput(
          "--mlflow: an address with a user in it would show the password to everybody who lists"
              + " processes; set %s and %s instead".formatted(USER, PASSWORD));
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (!web || !bare || uri.getHost() == null || uri.getPort() > MOST_PORT) {
      throw noAddress(given);
    }
    return new MlflowAddress(base, authorization(environment));
  }

  private static CliException noAddress(String given) {
    return CliException.badInput(
        "--mlflow: '%s' is no address of a server; it looks like http://127.0.0.1:5000"
            .formatted(given));
  }

  private static String authorization(Map<String, String> environment) {
    String user = environment.getOrDefault(USER, "");
    String password = environment.getOrDefault(PASSWORD, "");
    String token = environment.getOrDefault(TOKEN, "");
    if (user.isEmpty() != password.isEmpty()) {
      throw CliException.badInput("set both of %s and %s, or none".formatted(USER, PASSWORD));
    }
    if (!user.isEmpty()) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }
    return token.isEmpty() ? "" : "Bearer " + token;
  }

  /** Without what must not be printed. */
  @Override
  public String toString() {
    return base;
  }
}

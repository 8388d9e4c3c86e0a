// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.stack.Home;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that uses a stack. They are also accepted before its name. */
final class CommonOptions {
  private static final int MOST_PORT = 65_535;

  @Mixin private final HomeOptions local = new HomeOptions();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Address of reporting-service, to use its stack instead of a local one; for"
              + " example http://127.0.0.1:8085.")
  private @Nullable String server;

  @Option(
      names = "--token",
      paramLabel = "SECRET",
      description = "The server's token (default: $ASSAY_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "How long to wait for a stack that does not answer (default: run and demo"
              + " wait until it does and say for what; other commands wait 5 seconds).")
  private @Nullable Integer timeout;

  Home home() {
    return local.home();
  }

  boolean homeIsGiven() {
    return local.homeIsGiven();
  }

  Optional<URI> server() {
    return Optional.ofNullable(server).map(CommonOptions::address);
  }

  private static URI address(String given) {
    try {
      URI uri = new URI(given);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getPort() <= MOST_PORT) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw noAddress(given);
    }
    throw noAddress(given);
  }

  private static CliException noAddress(String given) {
    return CliException.badInput(
        "--server: '%s' is no address of a server; it looks like http://127.0.0.1:8085"
            .formatted(given));
  }

  /** A command to type next, on the same stack as this one. */
  String hint(String command) {
    String on =
        server != null
            ? " --server " + server
            : local.homeIsGiven() ? " --home " + local.home().folder() : "";
    return "assay " + command + on;
  }

  String token() {
    return Optional.ofNullable(token)
        .or(() -> Optional.ofNullable(System.getenv("ASSAY_TOKEN")))
        .orElse("");
  }

  Optional<Duration> timeout() {
    if (timeout != null && timeout < 1) {
      throw CliException.badInput("--timeout must be at least 1 second, not " + timeout);
    }
    return Optional.ofNullable(timeout).map(Duration::ofSeconds);
  }

  boolean json() {
    return local.json();
  }
}

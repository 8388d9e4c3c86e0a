package dev.assay.cli.command;

import dev.assay.cli.stack.Home;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder of the local stack's data (default: $ASSAY_HOME, or ~/.assay).")
  private @Nullable Path home;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Use the stack behind this address, reporting-service's, instead of a local one; for"
              + " example http://127.0.0.1:8085.")
  private @Nullable URI server;

  @Option(
      names = "--token",
      paramLabel = "SECRET",
      description = "The server's token (default: $ASSAY_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  Home home() {
    return Home.of(home, System.getenv());
  }

  boolean homeIsGiven() {
    return home != null;
  }

  Optional<URI> server() {
    return Optional.ofNullable(server);
  }

  String token() {
    return Optional.ofNullable(token)
        .or(() -> Optional.ofNullable(System.getenv("ASSAY_TOKEN")))
        .orElse("");
  }

  boolean json() {
    return json;
  }
}

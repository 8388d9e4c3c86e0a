// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.stack.Home;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of all commands: the home, and the format of the output. */
final class HomeOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder of the local stack's data (default: $ASSAY_HOME, or ~/.assay).")
  private @Nullable Path home;

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

  boolean json() {
    return json;
  }
}

package dev.assay.cli.command;

import dev.assay.cli.stack.Home;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands on weights; they need no stack. */
final class WeightsOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder of the local stack's data (default: $ASSAY_HOME, or ~/.assay).")
  private @Nullable Path home;

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description = "Folder of the weights (default: HOME/weights).")
  private @Nullable Path folder;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  OfficialFiles files(List<OfficialWeights> registry) {
    return new OfficialFiles(
        folder == null ? Home.of(home, System.getenv()).weights() : folder, registry);
  }

  boolean json() {
    return json;
  }
}

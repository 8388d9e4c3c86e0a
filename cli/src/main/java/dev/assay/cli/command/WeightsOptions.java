// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.weights.OfficialFiles;
import dev.assay.weights.OfficialWeights;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands for weights, which need no stack. */
final class WeightsOptions {
  @Mixin private final HomeOptions local = new HomeOptions();

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      description = "Folder of the weights (default: HOME/weights).")
  private @Nullable Path folder;

  OfficialFiles files(List<OfficialWeights> registry) {
    return new OfficialFiles(folder == null ? local.home().weights() : folder, registry);
  }

  boolean json() {
    return local.json();
  }
}

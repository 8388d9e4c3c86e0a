// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.data.IngestionText;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Watch the folder of a data set. Images that are added, changed or removed become"
          + " a new version once nothing has changed for a while.",
      "With --cron the folder is polled only at those times. If the server was down at"
          + " such a time, it polls when it starts.",
      "Studies with on-new-data: retrain or re-evaluate get a new revision; see them"
          + " with: assay status"
    })
final class DataWatchCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "The data set.")
  private String name = "";

  @Option(
      names = "--quiet",
      paramLabel = "SECONDS",
      description = "How long nothing must have changed (default: that of the server, 30).")
  private @Nullable Integer quiet;

  @Option(
      names = "--max-wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait at most while files still change (default: that of the server,"
              + " 600).")
  private @Nullable Integer maxWait;

  @Option(
      names = "--cron",
      paramLabel = "CRON",
      description =
          "Poll only at these times: minute, hour, day of month, month and day of week as in"
              + " cron, such as '0 2 * * 1-5'.")
  private @Nullable String cron;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of --cron, such as Europe/Zurich (default: UTC).")
  private @Nullable String zone;

  @Option(names = "--stop", description = "Stop watching.")
  private boolean stop;

  DataWatchCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (stop && !settings().isEmpty()) {
      throw CliException.badInput(
          "--stop cannot be combined with --quiet, --max-wait, --cron and --zone");
    }
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      JsonNode watch =
          stop ? client.datasets().watchNoLonger(name) : client.datasets().watch(name, settings());
      Console console = program.console();
      if (common.json()) {
        console.document(watch);
      } else {
        console.out().println(IngestionText.watch(watch, stop));
        console.out().flush();
      }
    }
    return 0;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    if (quiet != null) {
      settings.put("quiet", Duration.ofSeconds(quiet).toString());
    }
    if (maxWait != null) {
      settings.put("maxWait", Duration.ofSeconds(maxWait).toString());
    }
    if (cron != null) {
      settings.put("cron", cron);
    }
    if (zone != null) {
      settings.put("zone", zone);
    }
    return settings;
  }
}

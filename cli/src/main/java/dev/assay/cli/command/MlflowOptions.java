// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.mlflow.MlflowAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where else an export goes. */
final class MlflowOptions {
  private static final List<String> PARTS =
      List.of(
          "predictions",
          "original",
          "models",
          "losses",
          "features",
          "splits",
          "logs",
          "report",
          "figures");

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description = {
        "Send runs, parameters, metrics and files to this MLflow tracking server, for example",
        "http://127.0.0.1:5000. Sending again changes nothing. Credentials:"
            + " $MLFLOW_TRACKING_USERNAME and $MLFLOW_TRACKING_PASSWORD, or $MLFLOW_TRACKING_TOKEN."
      })
  private @Nullable String url;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "The experiment there (default: the name of the study).")
  private @Nullable String experiment;

  @Option(
      names = "--artifacts",
      split = ",",
      paramLabel = "PART",
      description = {
        "Parts whose files go to the server (default: models,losses,report,figures, which say",
        "nothing of single images), or none."
      })
  private @Nullable List<String> artifacts;

  /**
   * @param exported parts of the export; absent: all
   * @throws CliException if an option is wrong
   */
  Optional<MlflowTarget> target(Map<String, String> environment, @Nullable List<String> exported) {
    if (url == null) {
      if (experiment != null || artifacts != null) {
        throw CliException.badInput(
            "--experiment and --artifacts are about an MLflow server; name it with --mlflow");
      }
      return Optional.empty();
    }
    MlflowAddress address = MlflowAddress.of(url, environment);
    if (exported != null && !exported.containsAll(MlflowTarget.READ)) {
      throw CliException.badInput(
          "--parts: an MLflow server gets its metrics from report and losses; name both");
    }
    return Optional.of(new MlflowTarget(address, Optional.ofNullable(experiment), files(exported)));
  }

  private List<String> files(@Nullable List<String> exported) {
    List<String> chosen = artifacts;
    if (chosen == null) {
      return MlflowTarget.USUAL.stream()
          .filter(part -> exported == null || exported.contains(part))
          .toList();
    }
    if (chosen.equals(List.of("none"))) {
      return List.of();
    }
    for (String part : chosen) {
      if (!PARTS.contains(part)) {
        throw CliException.badInput(
            "--artifacts: '%s' is no part of an export; accepted: none, or %s"
                .formatted(part, String.join(", ", PARTS)));
      }
      if (exported != null && !exported.contains(part)) {
        throw CliException.badInput(
            "--artifacts: '%s' is not among the --parts that are exported".formatted(part));
      }
    }
    return chosen;
  }
}

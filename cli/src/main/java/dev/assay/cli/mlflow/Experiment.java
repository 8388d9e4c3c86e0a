// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import java.util.Map;
import java.util.Optional;

/** An experiment of a tracking server, by its id there. */
record Experiment(String id) {
  private static final int MOST = 500;

  /** The one of this name, which is made if there is none. */
  static Experiment named(MlflowServer server, String name) {
    if (name.isBlank() || name.length() > MOST) {
      throw CliException.badInput(
          "--experiment: a name has 1 to %d characters, not %d".formatted(MOST, name.length()));
    }
    Optional<JsonNode> found = server.find("experiments/get-by-name", "experiment_name", name);
    if (found.isEmpty()) {
      JsonNode made = server.post("experiments/create", Map.of("name", name));
      return new Experiment(made.path("experiment_id").asText());
    }
    JsonNode experiment = found.get().path("experiment");
    if (!"active".equals(experiment.path("lifecycle_stage").asText("active"))) {
      throw CliException.badInput(
          "--experiment: '%s' was deleted on %s; restore it there, or name another"
              .formatted(name, server));
    }
    return new Experiment(experiment.path("experiment_id").asText());
  }
}

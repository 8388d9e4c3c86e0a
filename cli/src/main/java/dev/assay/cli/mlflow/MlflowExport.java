// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends an exported study to a tracking server. What is there already is found by its tags and sent
 * again unchanged; a run that says something else is refused before anything is written. At the end
 * everything is read back and compared, because the server cuts and replaces some values and says
 * that all is well.
 */
public final class MlflowExport {
  private final InstantSource clock;
  private final Consumer<String> say;

  /**
   * @param clock of the runs' beginnings and ends
   * @param say is told how far it is
   */
  public MlflowExport(InstantSource clock, Consumer<String> say) {
    this.clock = clock;
    this.say = say;
  }

  /**
   * What was sent.
   *
   * @param experiment its name
   * @param runs number of runs, the study's included
   * @param found how many of them were there before
   * @param files uploaded
   * @param address where a person looks at the experiment
   */
  public record Sent(String experiment, int runs, int found, int files, String address) {}

  /**
   * @param export folder of an export with the parts {@code report} and {@code losses}
   * @param experiment its name; absent: that of the study
   * @param parts whose files are uploaded
   * @throws CliException if the server cannot be reached, refuses something, or has other values
   */
  public Sent send(
      Path export, MlflowAddress address, Optional<String> experiment, List<String> parts)
      throws IOException {
    TrackedStudy study = TrackedStudy.of(export, parts);
    String name = experiment.orElse(study.name());
    try (MlflowServer server = new MlflowServer(address)) {
      Experiment to = Experiment.named(server, name);
      Map<String, StoredRun> stored = stored(server, to, study);
      study.runs().forEach(run -> stored.getOrDefault(run.key(), StoredRun.NONE).check(run, true));
      int found = stored.size();
      int files = 0;
      int done = 0;
      String studyId = study.runs().getFirst().key();
      Map<String, String> ids = new HashMap<>();
      for (TrackedRun run : study.runs()) {
        RunWriter writer = RunWriter.open(server, to, run, stored.get(run.key()), ids, clock);
        ids.put(run.key(), writer.runId());
        files += writer.write(run);
        done++;
        if (done % 25 == 0) {
          say.accept("%d of %d runs are on %s".formatted(done, study.runs().size(), server));
        }
      }
      Map<String, StoredRun> now = stored(server, to, study);
      for (TrackedRun run : study.runs()) {
        StoredRun kept = now.get(run.key());
        if (kept == null) {
          throw CliException.environment(
              "the MLflow server %s has lost run %s of study %s"
                  .formatted(server, run.name(), studyId));
        }
        kept.check(run, false);
      }
      return new Sent(
          name, study.runs().size(), found, files, address.base() + "/#/experiments/" + to.id());
    }
  }

  private static Map<String, StoredRun> stored(
      MlflowServer server, Experiment experiment, TrackedStudy study) {
    String studyId = study.runs().getFirst().key();
    Map<String, StoredRun> found = new LinkedHashMap<>();
    String page = "";
    do {
      Map<String, Object> question = new HashMap<>();
      question.put("experiment_ids", List.of(experiment.id()));
      question.put("filter", "tags.`%s` = '%s'".formatted(TrackedStudy.STUDY, studyId));
      question.put("max_results", 1000);
      question.put("order_by", List.of("attributes.start_time ASC"));
      if (!page.isEmpty()) {
        question.put("page_token", page);
      }
      JsonNode answer = server.post("runs/search", question);
      for (JsonNode run : answer.path("runs")) {
        StoredRun one = StoredRun.of(run);
        // The first of two with one key, as when two commands ran at once.
        found.putIfAbsent(one.tags().getOrDefault(TrackedStudy.KEY, ""), one);
      }
      page = answer.path("next_page_token").asText("");
    } while (!page.isEmpty());
    List<String> wanted = new ArrayList<>();
    study.runs().forEach(run -> wanted.add(run.key()));
    found.keySet().retainAll(wanted);
    return found;
  }
}

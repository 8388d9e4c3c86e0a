// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The ingestion of images into a data set as text. */
public final class IngestionText {
  private static final int HASH_DIGITS = 12;

  private IngestionText() {}

  /**
   * @param stopped whether watching has just been stopped
   */
  public static String watch(JsonNode watch, boolean stopped) {
    String dataset = watch.path("dataset").asText();
    String folder = watch.path("folder").asText();
    return stopped
        ? "No longer watching %s in %s".formatted(dataset, folder)
        : "Watching %s in %s: %s".formatted(dataset, folder, when(watch));
  }

  /** When files in the folder become a new version. */
  public static String when(JsonNode watch) {
    String quiet = watch.path("quiet").asText();
    return watch.has("cron")
        ? "polled at the times %s (%s), next at %s; files that have not changed for %s then become a new version"
            .formatted(
                watch.path("cron").asText(),
                watch.path("zone").asText(),
                watch.path("next").asText(),
                quiet)
        : "a new version after %s without a change, at most %s after the first"
            .formatted(quiet, watch.path("maxWait").asText());
  }

  public static List<String> batches(JsonNode batches) {
    List<String> lines = new ArrayList<>();
    if (batches.isEmpty()) {
      lines.add("Nothing has arrived yet.");
    }
    for (JsonNode batch : batches) {
      lines.add(
          "%d  %s  %d files  %s"
              .formatted(
                  batch.path("batch").asLong(),
                  batch.path("openedAt").asText(),
                  batch.path("files").asInt(),
                  outcome(batch)));
      batch.path("studies").forEach(study -> lines.add("    " + study(study)));
    }
    return lines;
  }

  private static String outcome(JsonNode batch) {
    String state = batch.path("state").asText();
    if (batch.has("reason")) {
      return state + ": " + batch.path("reason").asText();
    }
    if (!batch.has("changed")) {
      return state;
    }
    return batch.path("changed").asBoolean()
        ? "version " + hash(batch.path("version"))
        : "nothing has changed";
  }

  private static String study(JsonNode study) {
    return "%s %s: %s"
        .formatted(
            study.path("action").asText(),
            study.path("study").asText(),
            study.has("studyId")
                ? "study " + study.path("studyId").asText()
                : study.path("reason").asText());
  }

  private static String hash(JsonNode hash) {
    String text = hash.asText();
    return text.substring(0, Math.min(HASH_DIGITS, text.length()));
  }
}

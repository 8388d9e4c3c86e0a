// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What callers hold in uploads, as text. */
public final class UploadsText {
  private static final double GIB = 1L << 30;
  private static final double MIB = 1L << 20;

  private UploadsText() {}

  public static List<String> lines(JsonNode uploads) {
    JsonNode limits = uploads.path("limits");
    List<String> lines = new ArrayList<>();
    lines.add(
        "Each caller: bytes %s, files %s, uploads at once %s, uploads an hour %s"
            .formatted(
                limit(limits, "bytes"),
                limit(limits, "files"),
                limit(limits, "atOnce"),
                limit(limits, "perHour")));
    if (uploads.path("callers").isEmpty()) {
      lines.add("Nobody holds anything.");
    }
    for (JsonNode caller : uploads.path("callers")) {
      lines.add(
          "%s  %s, %d files; %d being received, %d within the hour"
              .formatted(
                  caller.path("caller").asText(),
                  size(caller.path("bytes").asLong()),
                  caller.path("files").asLong(),
                  caller.path("open").asInt(),
                  caller.path("lastHour").asInt()));
      for (JsonNode dataset : caller.path("datasets")) {
        lines.add(
            "    %s  %s, %d files"
                .formatted(
                    dataset.path("dataset").asText(),
                    size(dataset.path("bytes").asLong()),
                    dataset.path("files").asLong()));
      }
    }
    return lines;
  }

  private static String limit(JsonNode limits, String name) {
    long value = limits.path(name).asLong();
    if (value == 0) {
      return "without limit";
    }
    return name.equals("bytes") ? size(value) : String.valueOf(value);
  }

  private static String size(long bytes) {
    return bytes < GIB
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * All data sets, by the template {@code datasets}.
 *
 * @param datasets their newest versions
 */
public record DatasetsPage(Frame frame, List<Line> datasets) implements Page {
  /** One data set. */
  public record Line(
      String name,
      String href,
      String layout,
      String images,
      String groups,
      String classes,
      int leftOut,
      boolean synthetic) {}

  static DatasetsPage of(Frame frame, JsonNode datasets) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode one : datasets) {
      int leftOut = 0;
      for (JsonNode reason : one.path("quarantined")) {
        leftOut += reason.path("count").asInt();
      }
      String name = one.path("name").asText();
      lines.add(
          new Line(
              name,
              "/data/" + DatasetPage.encoded(name),
              one.path("layout").asText(),
              one.path("images").asText(),
              DatasetPage.groups(one),
              String.valueOf(one.path("classes").size()),
              leftOut,
              one.path("synthetic").asBoolean()));
    }
    return new DatasetsPage(frame, lines);
  }

  @Override
  public String title() {
    return "Data sets";
  }
}

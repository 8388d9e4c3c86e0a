// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.reporting.render.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search for duplicates finds in a data set, by the template {@code leaks}.
 *
 * @param name of the data set
 * @param href its page
 * @param facts how many of what
 * @param pairs the closest near-duplicates; empty for those who may not see images, since files
 *     have names
 * @param refusal why there are none; empty: there are
 */
public record LeaksPage(
    Frame frame,
    String name,
    String href,
    List<Fact> facts,
    List<Pair> pairs,
    List<String> warnings,
    String refusal)
    implements Page {
  private static final int MOST = 200;

  /**
   * Two near-duplicates.
   *
   * @param distance in bits of 256
   * @param across which borders lie between them, in words
   */
  public record Pair(String first, String second, String distance, String across) {}

  static LeaksPage of(Frame frame, String name, JsonNode found, String refusal) {
    int copies = found.path("copies").size();
    int copiesAcross = 0;
    for (JsonNode each : found.path("copies")) {
      copiesAcross += each.path("acrossParts").asBoolean() ? 1 : 0;
    }
    List<String> warnings = new ArrayList<>();
    if (found.hasNonNull("leakageByPatient")) {
      warnings.add(found.path("leakageByPatient").asText());
    }
    return new LeaksPage(
        frame,
        name,
        "/data/" + DatasetPage.encoded(name),
        List.of(
            new Fact("Images compared", found.path("images").asText()),
            new Fact("Not compared", found.path("notCompared").asText()),
            new Fact(
                "Same bytes", Words.many(copies, "set") + ", " + copiesAcross + " in two parts"),
            new Fact("Near-duplicate pairs", found.path("nearFound").asText()),
            new Fact("... in two parts", found.path("nearAcrossParts").asText()),
            new Fact("... in two groups", found.path("nearAcrossGroups").asText()),
            new Fact("... in two classes", found.path("nearAcrossClasses").asText()),
            new Fact("Clusters", found.path("clustersFound").asText())),
        refusal.isEmpty() ? pairs(found) : List.of(),
        warnings,
        refusal);
  }

  private static List<Pair> pairs(JsonNode found) {
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode pair : found.path("nearDuplicates")) {
      if (pairs.size() == MOST) {
        break;
      }
      List<String> across = new ArrayList<>();
      for (String border : List.of("Parts", "Groups", "Classes")) {
        if (pair.path("across" + border).asBoolean()) {
          across.add(border.toLowerCase(java.util.Locale.ROOT));
        }
      }
      pairs.add(
          new Pair(
              pair.path("first").path("file").asText(),
              pair.path("second").path("file").asText(),
              pair.path("distance").asText(),
              String.join(", ", across)));
    }
    return pairs;
  }

  @Override
  public String title() {
    return "Leaks: " + name;
  }
}

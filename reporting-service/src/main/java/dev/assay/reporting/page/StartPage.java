// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.weights.BackboneCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Takes a study file, by the template {@code start}.
 *
 * @param text of a study to begin with, of what is registered
 * @param datasets names of those that are registered
 * @param backbones those whose weights are registered
 */
public record StartPage(Frame frame, String text, String datasets, String backbones)
    implements Page {
  static StartPage of(Frame frame, JsonNode datasets, JsonNode weights) {
    List<String> names = new ArrayList<>();
    StringBuilder sets = new StringBuilder();
    for (JsonNode one : datasets) {
      names.add(one.path("name").asText());
      if (names.size() == 1) {
        sets.append(
            """
              - name: %s
                layout: %s
                split: {seed: 1}
            """
                .formatted(one.path("name").asText(), one.path("layout").asText()));
      }
    }
    TreeSet<String> backbones = new TreeSet<>();
    weights.forEach(one -> backbones.add(one.path("backbone").asText()));
    boolean random = backbones.isEmpty();
    String text =
        """
        # Every key and what it accepts: docs/guide/study-file.md. Data sets and weights must be registered.
        name: my-study
        datasets:
        %sbackbones: [%s]
        %straining: [frozen%s]
        recipe: {name: modern, epochs: 10}
        seeds: [1, 2, 3]
        evaluation:
          # Declared before there are results.
          primary: accuracy
          pairs: all
        threads: 1
        """
            .formatted(
                sets.isEmpty() ? "  []\n" : sets,
                random ? BackboneCatalogue.EXAMPLE : String.join(", ", backbones),
                random ? "pretrained: none\n" : "",
                random ? ", fine-tuned" : "");
    return new StartPage(frame, text, String.join(", ", names), String.join(", ", backbones));
  }

  @Override
  public String title() {
    return "New study";
  }
}

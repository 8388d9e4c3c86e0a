// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.weights.WeightsAtHand;
import dev.assay.contracts.Printable;
import dev.assay.terminal.TextWidth;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.WeightsFile;
import java.util.ArrayList;
import java.util.List;

/** What lies in a folder of weights, as lines of text. */
final class AtHandText {
  private AtHandText() {}

  /**
   * @param columns of the output; reasons wrap
   */
  static List<String> of(WeightsAtHand here, int columns) {
    List<String> lines = new ArrayList<>();
    if (here.files().isEmpty()) {
      lines.add("No weights in " + here.folder());
      return lines;
    }
    lines.add("Weights in " + here.folder() + ":");
    int name = width(here.files().stream().map(WeightsAtHand.Found::name).toList());
    int title = width(here.files().stream().map(AtHandText::title).toList());
    for (WeightsAtHand.Found found : here.files()) {
      lines.add(
          "  %s  %s  %s"
              .formatted(
                  TextWidth.pad(title(found), title),
                  TextWidth.pad(Printable.of(found.name()), name),
                  found.usable().map(AtHandText::words).orElse("cannot be used:")));
      if (found.usable().isEmpty()) {
        String beginning = found.file() + ": ";
        String fault = found.fault();
        lines.addAll(
            TextWidth.hanging(
                "    ",
                fault.startsWith(beginning) ? fault.substring(beginning.length()) : fault,
                columns));
      }
    }
    return lines;
  }

  private static String words(WeightsFile weights) {
    return weights.headLayers() > 0
        ? "classifier over %d blocks, %s".formatted(weights.headLayers(), weights.source())
        : weights.source();
  }

  private static String title(WeightsAtHand.Found found) {
    return found
        .usable()
        .flatMap(weights -> BackboneCatalogue.find(weights.backbone()))
        .map(BackboneEntry::title)
        .orElse("-");
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(TextWidth::of).max().orElse(0);
  }
}

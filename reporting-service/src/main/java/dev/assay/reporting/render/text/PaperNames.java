// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.text;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.cell.Cell;
import dev.assay.statistics.metrics.Metric;
import dev.assay.weights.Titles;
import java.util.Arrays;

/**
 * Names as papers write them, for whatever people read: {@code MobileNetV2}, {@code DINOv2
 * ViT-B/14}, {@code 25 %}. Files for programs keep the names that a study uses.
 */
public final class PaperNames {
  private PaperNames() {}

  /** The backbone of a row, or the title that its owner gives an imported model. */
  public static String backbone(Cell cell) {
    ImportedModel model = cell.weights().model();
    return model == null ? backbone(cell.backbone()) : model.title();
  }

  /** A backbone that no declaration knows, such as one of an older version, keeps its name. */
  public static String backbone(String name) {
    return Titles.backbone(name);
  }

  public static String head(String name) {
    return Titles.head(name);
  }

  /** {@code 25 %} for 0.25. */
  public static String percent(double share) {
    return Figures.percent(share) + " %";
  }

  /** As the heading of a column; the name in files if it is none of the declared metrics. */
  public static String metric(String key) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .map(Metric::label)
        .orElse(key);
  }

  /** Within a sentence: an initialism or a name keeps its capitals. */
  public static String metricInSentence(String key) {
    String label =
        metric(key)
            .replace("Balanced acc.", "balanced accuracy")
            .replace("AP", "average precision");
    boolean word = label.length() > 1 && Character.isLowerCase(label.charAt(1));
    return word && !label.startsWith("Cohen")
        ? Character.toLowerCase(label.charAt(0)) + label.substring(1)
        : label;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know about metrics that mean something else than their names suggest. */
final class Cautions {
  private Cautions() {}

  /**
   * @param shown metrics of the tables
   * @param ordered whether the user declared the order of the classes
   */
  static List<String> of(LabelledSet set, List<Metric> shown, boolean ordered) {
    List<String> cautions = new ArrayList<>();
    int classes = set.classCount();
    if (classes > 2 && shown.contains(Metric.AUROC)) {
      cautions.add(
          "auroc of %d classes is the macro mean of the one-versus-rest areas".formatted(classes)
              + (shown.contains(Metric.AUROC_OVR_WEIGHTED)
                  ? ""
                  : "; --also auroc_ovr_weighted prints the mean weighted by images beside it"));
    }
    if (shown.contains(Metric.COHEN_KAPPA_QUADRATIC)
        && classes > 2
        && !ordered
        && ClassOrder.byNumber(set.classes()).isEmpty()) {
      cautions.add(
          "cohen_kappa_quadratic takes the order of the classes, %s, for a scale; of classes without"
                  .formatted(String.join(", ", set.classes()))
              + " an order it means nothing, and --classes sets another order");
    }
    List<String> macro =
        shown.stream().filter(metric -> isMacro(metric, classes)).map(Metric::key).toList();
    if (classes > 2 && !macro.isEmpty()) {
      cautions.add(
          "%s: every class counts alike, however few images it has, so such means need more images"
                  .formatted(String.join(", ", macro))
              + " than those over images (arXiv 2601.17103)");
    }
    return cautions;
  }

  private static boolean isMacro(Metric metric, int classes) {
    return metric.key().endsWith("_macro")
        || metric == Metric.BALANCED_ACCURACY
        || (metric == Metric.AUROC && classes > 2);
  }
}

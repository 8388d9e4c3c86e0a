// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import java.util.function.BiConsumer;

/**
 * How a metric of ranks is made of the areas of single classes against the rest: it is their sum
 * with these weights. They are found by asking its formula, with one area 1 and all others 0.
 *
 * @param ofRoc weight of each class's area under the ROC curve
 * @param ofPrecision weight of each class's average precision
 */
public record AreaWeights(double[] ofRoc, double[] ofPrecision) {

  /**
   * @param metric of ranks, and defined for the set
   */
  public static AreaWeights of(Metric metric, LabelledSet set) {
    int classes = set.classCount();
    AreaWeights weights = new AreaWeights(new double[classes], new double[classes]);
    weights.ask(metric, set, weights.ofRoc, (probe, c) -> probe.roc = c);
    weights.ask(metric, set, weights.ofPrecision, (probe, c) -> probe.precision = c);
    return weights;
  }

  private void ask(Metric metric, LabelledSet set, double[] into, BiConsumer<Probe, Integer> only) {
    for (int c = 0; c < into.length; c++) {
      Probe probe = new Probe(set);
      only.accept(probe, c);
      into[c] = metric.raw(probe);
    }
  }

  private static final class Probe extends Tally {
    private int roc = -1;
    private int precision = -1;

    Probe(LabelledSet set) {
      super(set.classes(), set.positive());
      int classes = set.classCount();
      long[] matrix = new long[classes * classes];
      int[] images = set.imagesPerClass();
      for (int c = 0; c < classes; c++) {
        matrix[c * classes + c] = images[c];
      }
      load(matrix);
    }

    @Override
    double auroc(int c) {
      return c == roc ? 1 : 0;
    }

    @Override
    double averagePrecision(int c) {
      return c == precision ? 1 : 0;
    }
  }
}

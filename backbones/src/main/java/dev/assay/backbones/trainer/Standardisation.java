// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;

/**
 * Takes features to mean 0 and deviation 1 (that of the population, divided by n) on the training
 * images, all their views alike.
 *
 * @param mean of each feature
 * @param inverse 1 / deviation of each; 0 for one that is constant, which so gets no weight
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Standardisation(double[] mean, double[] inverse) {
  /** Below this share of the mean, a spread of float32 numbers is rounding. */
  private static final double CONSTANT = 1e-6;

  /**
   * @throws BackboneException if a feature is no finite number
   */
  static Standardisation of(FeatureSamples train) {
    int length = train.length();
    double rows = (double) train.size() * train.views();
    float[] row = new float[length];
    double[] mean = new double[length];
    for (int i = 0; i < train.size(); i++) {
      for (int view = 0; view < train.views(); view++) {
        train.row(i, view, row);
        for (int f = 0; f < length; f++) {
          mean[f] += row[f] / rows;
        }
      }
    }
    double[] variance = new double[length];
    for (int i = 0; i < train.size(); i++) {
      for (int view = 0; view < train.views(); view++) {
        train.row(i, view, row);
        for (int f = 0; f < length; f++) {
          variance[f] += (row[f] - mean[f]) * (row[f] - mean[f]) / rows;
        }
      }
    }
    double[] inverse = new double[length];
    for (int f = 0; f < length; f++) {
      if (!Double.isFinite(variance[f])) {
        throw new BackboneException(
            Actor.USER,
            "feature %d of the frozen backbone is no finite number for every training image; check its weights and preprocessing"
                .formatted(f));
      }
      double deviation = Math.sqrt(variance[f]);
      inverse[f] = deviation <= CONSTANT * Math.abs(mean[f]) ? 0 : 1 / deviation;
    }
    return new Standardisation(mean, inverse);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

/**
 * How the images of a future test set belong together.
 *
 * @param prevalence share of the patients that are positive, in (0, 1); all images of a patient are
 *     of one class
 * @param imagesPerPatient mean, at least 1
 * @param correlation of two images of one patient, in [0, 1): of being decided rightly for metrics
 *     of decisions, of the scores for areas
 */
public record Design(double prevalence, double imagesPerPatient, double correlation) {
  public Design {
    if (!(prevalence > 0 && prevalence < 1)) {
      throw new IllegalArgumentException(
          "prevalence must be above 0 and below 1, not " + prevalence);
    }
    if (!(imagesPerPatient >= 1 && imagesPerPatient <= 1000)) {
      throw new IllegalArgumentException(
          "images per patient must be from 1 to 1000, not " + imagesPerPatient);
    }
    if (!(correlation >= 0 && correlation < 1)) {
      throw new IllegalArgumentException(
          "the correlation within patients must be at least 0 and below 1, not " + correlation);
    }
    if (correlation > 0 && imagesPerPatient <= 1) {
      throw new IllegalArgumentException(
          "a correlation within patients needs several images per patient");
    }
  }

  /**
   * From a design effect 1 + (m - 1) x correlation: L. Kish, Survey Sampling, 1965, section 5.4.
   *
   * @param effect from 1 to m
   */
  public static Design ofEffect(double prevalence, double imagesPerPatient, double effect) {
    if (!(effect >= 1 && effect < Math.max(imagesPerPatient, 1 + 1e-12))) {
      throw new IllegalArgumentException(
          "a design effect must be at least 1 and below the images per patient, "
              + Text.number(imagesPerPatient)
              + ", not "
              + effect);
    }
    return new Design(
        prevalence,
        imagesPerPatient,
        imagesPerPatient <= 1 ? 0 : (effect - 1) / (imagesPerPatient - 1));
  }

  /** Images in the patient of a typical image: sum of squares over sum. */
  double size() {
    double floor = Math.floor(imagesPerPatient);
    double larger = imagesPerPatient - floor;
    return ((1 - larger) * floor * floor + larger * (floor + 1) * (floor + 1)) / imagesPerPatient;
  }

  /** Kish's. */
  public double effect() {
    return 1 + (size() - 1) * correlation;
  }
}

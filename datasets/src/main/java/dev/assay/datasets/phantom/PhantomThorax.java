// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One phantom patient: a sum of smooth shapes over the unit square, y downwards. It uses only
 * operations whose results are defined by IEEE 754 and {@link StrictMath}, so pixels are the same
 * on every machine.
 *
 * @param build scale of the thorax, about 1
 * @param tilt shift of everything to the side, about 0
 * @param tissue brightness of soft tissue, in [0, 1]
 * @param lungs brightness of the lung fields, below tissue
 * @param opacities empty for a healthy patient
 */
record PhantomThorax(
    double build, double tilt, double tissue, double lungs, List<Opacity> opacities) {

  /**
   * A soft bright spot within a lung.
   *
   * @param x of the centre
   * @param y of the centre
   * @param radius at which it has fallen to 1/e
   * @param strength brightness added in the centre
   */
  record Opacity(double x, double y, double radius, double strength) {}

  private static final double LUNG_OFFSET = 0.2;
  private static final int RIBS = 7;

  static PhantomThorax draw(SplittableRandom random, boolean pneumonia) {
    double build = random.nextDouble(0.9, 1.1);
    double tilt = random.nextDouble(-0.03, 0.03);
    double tissue = random.nextDouble(0.55, 0.7);
    double lungs = random.nextDouble(0.2, 0.34);
    List<Opacity> opacities = new ArrayList<>();
    if (pneumonia) {
      int count = random.nextInt(1, 4);
      for (int i = 0; i < count; i++) {
        double side = random.nextBoolean() ? 1 : -1;
        opacities.add(
            new Opacity(
                0.5 + side * random.nextDouble(0.14, 0.26),
                random.nextDouble(0.42, 0.72),
                random.nextDouble(0.07, 0.14),
                random.nextDouble(0.12, 0.3)));
      }
    }
    return new PhantomThorax(build, tilt, tissue, lungs, List.copyOf(opacities));
  }

  /**
   * One image of the patient: another position, exposure and noise each time.
   *
   * @return size x size grey values
   */
  byte[] expose(int size, SplittableRandom random) {
    double dx = tilt + random.nextDouble(-0.02, 0.02);
    double dy = random.nextDouble(-0.02, 0.02);
    double exposure = random.nextDouble(0.88, 1.12);
    double noise = random.nextDouble(0.015, 0.04);
    byte[] gray = new byte[size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double x = ((column + 0.5) / size - 0.5 - dx) / build + 0.5;
        double y = ((row + 0.5) / size - 0.5 - dy) / build + 0.5;
        double value = exposure * brightness(x, y) + noise * bell(random);
        gray[row * size + column] = (byte) Math.clamp(Math.round(255 * value), 0, 255);
      }
    }
    return gray;
  }

  private double brightness(double x, double y) {
    double body = inside(x, y, 0.5, 0.6, 0.44, 0.62);
    double left = inside(x, y, 0.5 - LUNG_OFFSET, 0.54, 0.15, 0.3);
    double right = inside(x, y, 0.5 + LUNG_OFFSET, 0.54, 0.15, 0.3);
    double lung = Math.max(left, right);
    double value = 0.05 + body * (tissue - (tissue - lungs) * lung);
    value += 0.2 * inside(x, y, 0.56, 0.66, 0.13, 0.15) * (1 - 0.4 * right);
    value += 0.18 * hill((x - 0.5) / 0.05) * body;
    value += 0.06 * ribs(x, y) * body;
    for (Opacity opacity : opacities) {
      double distance =
          StrictMath.sqrt(square(x - opacity.x()) + square(y - opacity.y())) / opacity.radius();
      value += opacity.strength() * hill(distance) * lung;
    }
    return value;
  }

  private static double ribs(double x, double y) {
    double bow = 0.25 * square(x - 0.5);
    double phase = (y + bow) * RIBS;
    return hill((phase - Math.floor(phase) - 0.5) / 0.22);
  }

  /** 1 well inside the ellipse, 0 well outside, a soft edge between. */
  private static double inside(
      double x, double y, double centerX, double centerY, double radiusX, double radiusY) {
    double distance =
        StrictMath.sqrt(square((x - centerX) / radiusX) + square((y - centerY) / radiusY));
    return 1 / (1 + StrictMath.exp((distance - 1) * 18));
  }

  private static double hill(double distance) {
    return StrictMath.exp(-distance * distance);
  }

  /** About normal with variance 1: the sum of twelve uniforms. */
  private static double bell(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  private static double square(double value) {
    return value * value;
  }
}

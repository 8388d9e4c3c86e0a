// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

/** Numbers of channels of networks that are made wider or narrower by a factor. */
final class Channels {
  private static final int DIVISOR = 8;

  private Channels() {}

  /**
   * The nearest multiple of 8, at least 8 and not below nine tenths of the number: the rule of the
   * MobileNets and EfficientNets.
   */
  static int divisible(double channels) {
    int rounded = Math.max(DIVISOR, (int) (channels + DIVISOR / 2.0) / DIVISOR * DIVISOR);
    return rounded < 0.9 * channels ? rounded + DIVISOR : rounded;
  }
}

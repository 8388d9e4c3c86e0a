// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import dev.assay.backbones.engine.CounterRandom;
import java.nio.ByteBuffer;

/** The distribution that a parameter's initial values are drawn from. */
public sealed interface Init {

  /** Every element the same. */
  record Constant(float value) implements Init {}

  /** Normal with mean 0. */
  record Normal(double std) implements Init {}

  /** Uniform in (-bound, bound). */
  record Uniform(double bound) implements Init {}

  /** Given numbers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Values(float[] values) implements Init {}

  Init ZEROS = new Constant(0);
  Init ONES = new Constant(1);

  /**
   * {@code kaiming_normal_(mode="fan_out")} for ReLU: the variance is 2 / (output channels x kernel
   * area) (He et al., arXiv:1502.01852).
   */
  static Init kaimingFanOut(long outChannels, long kernel) {
    return new Normal(Math.sqrt(2.0 / (outChannels * kernel * kernel)));
  }

  /** {@code kaiming_normal_}: the variance is 2 / (input channels x kernel area). */
  static Init kaimingFanIn(long inChannels, long kernel) {
    return new Normal(Math.sqrt(2.0 / (inChannels * kernel * kernel)));
  }

  /** What {@code torch.nn.Linear} starts from, weight and bias alike: bound 1 / sqrt(inputs). */
  static Init linear(long inputs) {
    return new Uniform(1 / Math.sqrt(inputs));
  }

  /** Fills a buffer with float32 values: element i from the i-th number of the sequence. */
  default void fill(ByteBuffer target, CounterRandom random) {
    for (long i = 0; target.hasRemaining(); i++) {
      target.putFloat(
          switch (this) {
            case Constant c -> c.value();
            case Normal n -> (float) (n.std() * random.normal(i));
            case Values v -> v.values()[(int) i];
            case Uniform u -> (float) (u.bound() * (2 * random.uniform(i) - 1));
          });
    }
  }
}

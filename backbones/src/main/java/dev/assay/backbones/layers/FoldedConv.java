// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import dev.assay.backbones.layers.Layers.Conv;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A convolution and the batch normalisation of its output as one convolution, for a network whose
 * values no longer change:
 *
 * <pre>
 * gamma (w x + b - mean) / sqrt(variance + epsilon) + beta
 *   = (s w) x + (b - mean) s + beta     with s = gamma / sqrt(variance + epsilon)
 * </pre>
 *
 * The products are computed in float64 and rounded once.
 */
final class FoldedConv {
  private FoldedConv() {}

  /**
   * @param weight of the normalisation, with {@code bias}, {@code mean} and {@code variance}: one
   *     value per output channel
   * @return its values belong to the manager of the convolution's
   */
  static Conv of(
      Conv conv,
      Parameter weight,
      Parameter bias,
      Parameter mean,
      Parameter variance,
      float epsilon) {
    float[] gamma = weight.getArray().toFloatArray();
    float[] beta = bias.getArray().toFloatArray();
    float[] means = mean.getArray().toFloatArray();
    float[] variances = variance.getArray().toFloatArray();
    float @Nullable [] shift = conv.bias() == null ? null : conv.bias().getArray().toFloatArray();
    float[] kernels = conv.weight().getArray().toFloatArray();
    int perChannel = kernels.length / gamma.length;
    ByteBuffer scaled = ParameterValues.direct(kernels.length);
    ByteBuffer shifted = ParameterValues.direct(gamma.length);
    for (int c = 0; c < gamma.length; c++) {
      double scale = gamma[c] / Math.sqrt((double) variances[c] + epsilon);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        scaled.putFloat((float) (kernels[i] * scale));
      }
      double before = (shift == null ? 0 : shift[c]) - (double) means[c];
      shifted.putFloat((float) (before * scale + beta[c]));
    }
    return new Conv(
        constant(conv.weight(), conv.weight().getArray(), scaled.flip()),
        constant(bias, conv.weight().getArray(), shifted.flip()),
        conv.stride(),
        conv.padding(),
        conv.groups());
  }

  /** Values of the same name and shape that nothing learns. */
  private static Parameter constant(Parameter like, NDArray where, ByteBuffer values) {
    Parameter parameter =
        Parameter.builder()
            .setName(like.getName())
            .setType(Parameter.Type.OTHER)
            .optShape(like.getShape())
            .optRequiresGrad(false)
            .build();
    ParameterValues.set(where.getManager(), parameter, values);
    return parameter;
  }
}

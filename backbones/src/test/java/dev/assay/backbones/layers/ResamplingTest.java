// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.trainer.Formula;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected: PyTorch 1.13 in float64 on the same 37 numbers, {@code interpolate(mode="bicubic")}
 * with {@code antialias=True, size} or {@code scale_factor}, and {@code adaptive_avg_pool2d} of 10;
 * the first two outputs and the last two.
 */
class ResamplingTest {

  @ParameterizedTest
  @CsvSource({
    "antialiased, 5, 0.012398, -0.0496994, -0.068695, -0.2695989",
    "antialiased, 16, -0.0818966, -0.1982188, -0.1442365, -0.6969228",
    "antialiased, 50, 0.7633987, -0.0381222, -0.9354468, -0.6577171",
    "scaled, 5, 0.1627852, 0.2161176, 0.030701, -0.131067",
    "scaled, 16, -0.1057922, 0.1276478, -0.2248984, -1.0283472",
    "scaled, 50, 0.78794, -0.0506096, -1.0059738, -0.6627809",
    "means, 7, 0.0882598, -0.558629, -0.4843674, -0.5894549"
  })
  void resamplesAsPyTorch(String kind, int out, double a, double b, double c, double d) {
    Resampling resampling =
        switch (kind) {
          case "antialiased" -> Resampling.bicubicAntialiased(37, out);
          case "scaled" -> Resampling.bicubic(37, out, (out + 0.1) / 37);
          default -> Resampling.means(10, out);
        };
    float[] in = Formula.values("axis", resampling.columns(), 0, 1);

    double[] result = new double[out];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in.length; j++) {
        result[i] += resampling.weights()[i * in.length + j] * in[j];
      }
    }

    double[] ends = {result[0], result[1], result[out - 2], result[out - 1]};
    assertThat(ends).containsExactly(new double[] {a, b, c, d}, within(1e-6));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.file.FindingLabels;

/**
 * The binary cross-entropy of a sigmoid for each finding, in nats, over the pairs of image and
 * finding that are known:
 *
 * <pre>
 * sum over known pairs of  y (-log s(z)) + (1 - y) (-log (1 - s(z)))
 * ------------------------------------------------------------------
 *                    number of known pairs
 * </pre>
 *
 * A pair that is not known adds nothing and gets no gradient, whatever the network says. A batch of
 * which nothing is known has the loss 0.
 */
final class FindingEntropy implements Criterion {

  @Override
  public double mass(Samples samples, int[] batch) {
    int known = 0;
    for (int sample : batch) {
      FindingLabels findings = samples.findings(sample);
      for (int f = 0; f < findings.count(); f++) {
        known += findings.isKnown(f) ? 1 : 0;
      }
    }
    return Math.max(1, known);
  }

  /** A sigmoid is the softmax of 0 and its logit, whose logarithm the engine computes exactly. */
  @Override
  public NDArray mean(NDArray logits, Samples samples, int[] part, double mass) {
    int findings = (int) logits.getShape().get(1);
    float[] shares = new float[part.length * findings * 2];
    for (int i = 0; i < part.length; i++) {
      FindingLabels of = samples.findings(part[i]);
      for (int f = 0; f < findings; f++) {
        if (of.isKnown(f)) {
          shares[(i * findings + f) * 2 + (of.isPresent(f) ? 1 : 0)] = (float) (-1 / mass);
        }
      }
    }
    NDArray z = logits.reshape(part.length, findings, 1);
    NDArray both = NDArrays.concat(new NDList(z.zerosLike(), z), 2);
    NDArray chosen = Torch.owned(logits.getManager(), shares, new Shape(part.length, findings, 2));
    return both.logSoftmax(2).mul(chosen).sum();
  }

  /** Minus the logarithm of the probability of what is known, of one logit. */
  static double of(double logit, boolean present) {
    double towards = present ? logit : -logit;
    // log(1 + exp(-x)), which neither overflows nor loses what is small.
    return towards > 0
        ? StrictMath.log1p(StrictMath.exp(-towards))
        : StrictMath.log1p(StrictMath.exp(towards)) - towards;
  }

  /** The probability that a finding is present. */
  static double sigmoid(double logit) {
    return logit >= 0
        ? 1 / (1 + StrictMath.exp(-logit))
        : StrictMath.exp(logit) / (1 + StrictMath.exp(logit));
  }
}

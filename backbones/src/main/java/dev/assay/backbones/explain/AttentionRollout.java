// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.explain;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Inspection;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention roll-out (Abnar and Zuidema, Quantifying Attention Flow in Transformers, 2020,
 * arXiv:2005.00928). With the attention A_l of block l, averaged over its heads, and the residual
 * connection as an identity:
 *
 * <pre>
 * R = (A_L / 2 + I / 2) ... (A_1 / 2 + I / 2)
 * </pre>
 *
 * The map is the row of the class token in R, at the patches; where a network pools the tokens of
 * its patches, the mean of their rows. It says where information may have come from, whatever the
 * class.
 */
public final class AttentionRollout implements Inspection {
  private final List<float[]> attention = new ArrayList<>();
  private int tokens;
  private int others;
  private boolean ofMean;

  private AttentionRollout() {}

  /**
   * The map of one image.
   *
   * @param backbone a network of blocks in which every token attends to every other
   * @param image 1 x 3 x side x side
   * @throws IllegalStateException if the network has no such attention
   */
  public static PlaceMap of(NamedBlock backbone, NDArray image) {
    AttentionRollout rollout = new AttentionRollout();
    backbone.apply(Pass.inspected(rollout), image).close();
    return rollout.map();
  }

  @Override
  public void attention(NDArray queries, NDArray keys, int before, boolean mean) {
    tokens = (int) queries.getShape().get(2);
    others = before;
    ofMean = mean;
    double scale = 1 / Math.sqrt(queries.getShape().get(3));
    try (NDArray turned = keys.swapAxes(2, 3);
        NDArray products = queries.matMul(turned);
        NDArray factor = Torch.owned(products.getManager(), scale);
        NDArray scaled = products.mul(factor);
        NDArray shares = scaled.softmax(-1);
        NDArray ofHeads = shares.mean(new int[] {1})) {
      attention.add(ofHeads.toFloatArray());
    }
  }

  private PlaceMap map() {
    int patches = tokens - others;
    int side = (int) Math.round(Math.sqrt(patches));
    if (attention.isEmpty() || side * side != patches) {
      throw new IllegalStateException(
          "no attention over a square of patches: %d blocks, %d patches"
              .formatted(attention.size(), patches));
    }
    double[] row = new double[tokens];
    if (ofMean) {
      Arrays.fill(row, others, tokens, 1.0 / patches);
    } else {
      row[0] = 1;
    }
    // Only one row of the product is wanted, so vectors are multiplied and no matrices.
    for (int block = attention.size() - 1; block >= 0; block--) {
      row = before(row, attention.get(block));
    }
    double[] values = new double[patches];
    System.arraycopy(row, others, values, 0, patches);
    return new PlaceMap(side, side, values);
  }

  private double[] before(double[] row, float[] shares) {
    double[] result = new double[tokens];
    for (int from = 0; from < tokens; from++) {
      double half = row[from] / 2;
      result[from] += half;
      for (int to = 0; half != 0 && to < tokens; to++) {
        result[to] += half * shares[from * tokens + to];
      }
    }
    return result;
  }
}

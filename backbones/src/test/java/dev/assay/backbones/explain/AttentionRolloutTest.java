// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AttentionRolloutTest {
  private static Torch torch;

  @BeforeAll
  static void start() throws IOException {
    torch = Torch.start(1, "cpu");
  }

  @AfterAll
  static void stop() {
    torch.close();
  }

  /** Attends with given products of queries and keys: two blocks of two heads over five tokens. */
  private static final class Attending extends NamedBlock {
    private static final int TOKENS = 5;
    private final boolean ofMean;

    Attending(boolean ofMean) {
      this.ofMean = ofMean;
    }

    static float query(int block, int head, int token) {
      return (float) Math.sin(1 + 3 * block + 7 * head + token);
    }

    static float key(int block, int head, int token) {
      return (float) Math.cos(2 + block + 5 * head + 2 * token);
    }

    @Override
    public NDArray apply(Pass pass, NDArray images) {
      for (int block = 0; block < 2; block++) {
        float[] queries = new float[2 * TOKENS];
        float[] keys = new float[2 * TOKENS];
        for (int i = 0; i < queries.length; i++) {
          queries[i] = query(block, i / TOKENS, i % TOKENS);
          keys[i] = key(block, i / TOKENS, i % TOKENS);
        }
        Shape shape = new Shape(1, 2, TOKENS, 1);
        pass.attends(
            Torch.owned(images.getManager(), queries, shape),
            Torch.owned(images.getManager(), keys, shape),
            1,
            ofMean);
      }
      return images.mul(1);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }

  /** The matrices of the paper, multiplied as they stand there. */
  private static double[][] rollout() {
    int n = Attending.TOKENS;
    double[][] all = new double[n][n];
    for (int i = 0; i < n; i++) {
      all[i][i] = 1;
    }
    for (int block = 0; block < 2; block++) {
      double[][] mixed = new double[n][n];
      for (int i = 0; i < n; i++) {
        mixed[i][i] += 0.5;
        for (int head = 0; head < 2; head++) {
          double[] shares = new double[n];
          for (int j = 0; j < n; j++) {
            shares[j] = Math.exp(Attending.query(block, head, i) * Attending.key(block, head, j));
          }
          double sum = Arrays.stream(shares).sum();
          for (int j = 0; j < n; j++) {
            mixed[i][j] += 0.5 * 0.5 * shares[j] / sum;
          }
        }
      }
      double[][] product = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          for (int k = 0; k < n; k++) {
            product[i][j] += mixed[i][k] * all[k][j];
          }
        }
      }
      all = product;
    }
    return all;
  }

  @Test
  void isTheRowOfTheClassTokenInTheProductOfAllBlocks() {
    try (NDManager step = torch.manager().newSubManager()) {
      PlaceMap map = AttentionRollout.of(new Attending(false), step.ones(new Shape(1)));

      assertThat(map.rows()).isEqualTo(2);
      assertThat(map.columns()).isEqualTo(2);
      for (int patch = 0; patch < 4; patch++) {
        assertThat(map.values()[patch]).isCloseTo(rollout()[0][1 + patch], within(1e-6));
      }
    }
  }

  @Test
  void isTheMeanOfTheirRowsWhereTokensOfPatchesArePooled() {
    try (NDManager step = torch.manager().newSubManager()) {
      PlaceMap map = AttentionRollout.of(new Attending(true), step.ones(new Shape(1)));

      double[][] all = rollout();
      for (int patch = 0; patch < 4; patch++) {
        int at = 1 + patch;
        double mean = (all[1][at] + all[2][at] + all[3][at] + all[4][at]) / 4;
        assertThat(map.values()[patch]).isCloseTo(mean, within(1e-6));
      }
    }
  }

  /** Rows of the product sum to one, and the tokens that are no patches have their part. */
  @Test
  void everyFamilyOfTransformersShowsItsAttention() {
    for (String name : List.of("dinov2_vits14", "dinov2_vits14_reg", "dinov3_vits16", "vit_b_16")) {
      try (NDManager step = torch.manager().newSubManager()) {
        Backbone backbone = Backbones.random(name, step);
        int side = name.startsWith("dinov2") ? 56 : 64;

        PlaceMap map = AttentionRollout.of(backbone, step.ones(new Shape(1, 3, side, side)));

        assertThat(map.rows()).as(name).isEqualTo(4);
        assertThat(Arrays.stream(map.values()).sum()).as(name).isBetween(0.2, 1.0);
        assertThat(Arrays.stream(map.values())).as(name).allMatch(value -> value > 0);
      }
    }
  }

  @Test
  void refusesANetworkWithoutAttention() {
    try (NDManager step = torch.manager().newSubManager()) {
      Backbone backbone = Backbones.random("resnet18", step);
      assertThatThrownBy(() -> AttentionRollout.of(backbone, step.ones(new Shape(1, 3, 64, 64))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no attention over a square of patches");
    }
  }
}

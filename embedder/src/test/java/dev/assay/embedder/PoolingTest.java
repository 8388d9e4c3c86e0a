// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingTest {
  /** Five tokens of two numbers: a class token, a register, and three patches. */
  private static final float[] TOKENS = {1, 2, 90, 91, 3, 10, 4, 20, 5, 60};

  private static float[] pooled(String pool, int prefix, int size, float[] values, long... shape) {
    return Pooling.feature(
        new ImportedModel(
            ImportedModel.ONNX, "t", null, null, size, new Output("f", pool, prefix), null, null),
        shape,
        values);
  }

  @Test
  void poolsTokens() {
    assertThat(pooled(Output.CLASS, 2, 2, TOKENS, 1, 5, 2)).containsExactly(1, 2);
    assertThat(pooled(Output.MEAN_PATCHES, 2, 2, TOKENS, 1, 5, 2)).containsExactly(4, 30);
    assertThat(pooled(Output.CLASS_AND_MEAN, 2, 4, TOKENS, 1, 5, 2)).containsExactly(1, 2, 4, 30);
    assertThat(pooled(Output.MEAN_PATCHES, 0, 2, new float[] {1, 2, 3, 4}, 1, 2, 2))
        .containsExactly(2, 3);
  }

  @Test
  void withoutPoolTheTensorIsTheFeatureWhateverItsOnes() {
    assertThat(pooled(Output.NONE, 0, 3, new float[] {1, 2, 3}, 1, 3)).containsExactly(1, 2, 3);
    assertThat(pooled(Output.NONE, 0, 3, new float[] {1, 2, 3}, 1, 3, 1, 1))
        .containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none|0|10|needs a pool",
        "class|1|3|gives a feature of 2 numbers with pool 'class', but feature.size is 3",
        "mean-patches|5|2|has no patches after the first 5 tokens",
      })
  void refusesWhatDoesNotFit(String pool, int prefix, int size, String message) {
    assertThatThrownBy(() -> pooled(pool, prefix, size, TOKENS, 1, 5, 2))
        .isInstanceOf(EmbedderException.class)
        .hasMessageStartingWith("feature.tensor 'f' of shape [1, 5, 2] ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    assertThatThrownBy(() -> pooled(Output.NONE, 0, 1, new float[] {Float.NaN}, 1, 1))
        .hasMessageContaining("has NaN for an image");
  }
}

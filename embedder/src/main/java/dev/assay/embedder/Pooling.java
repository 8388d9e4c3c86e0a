// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import java.util.Arrays;

/** Makes the feature of one image of what the chosen tensor holds. */
final class Pooling {
  private Pooling() {}

  /**
   * @param shape of the tensor for one image: 1 x D (or with more dimensions of 1) without pooling,
   *     1 x tokens x D with it
   * @param values in its order
   * @throws EmbedderException if the shape does not fit, or a number is not finite
   */
  static float[] feature(ImportedModel model, long[] shape, float[] values) {
    Output output = model.output();
    if (output == null) {
      throw new IllegalArgumentException("a model of features has no output");
    }
    float[] feature =
        output.pool().equals(Output.NONE)
            ? plain(output, shape, values)
            : tokens(output, shape, values);
    if (feature.length != model.featureSize()) {
      throw refused(
          output,
          shape,
          "gives a feature of %d numbers with pool '%s', but feature.size is %d"
              .formatted(feature.length, output.pool(), model.featureSize()));
    }
    for (float number : feature) {
      if (!Float.isFinite(number)) {
        throw refused(output, shape, "has " + number + " for an image");
      }
    }
    return feature;
  }

  private static float[] plain(Output output, long[] shape, float[] values) {
    long large = Arrays.stream(shape).filter(size -> size != 1).count();
    if (large > 1) {
      throw refused(
          output,
          shape,
          "needs a pool (class, mean-patches, class+mean) or another tensor: it is more than one"
              + " list of numbers for an image");
    }
    return values;
  }

  private static float[] tokens(Output output, long[] shape, float[] values) {
    if (shape.length != 3 || shape[0] != 1) {
      throw refused(output, shape, "has no tokens to pool; expected is 1 x tokens x size");
    }
    int tokens = Math.toIntExact(shape[1]);
    int size = Math.toIntExact(shape[2]);
    boolean mean = !output.pool().equals(Output.CLASS);
    if (tokens < 1 || mean && tokens <= output.prefix()) {
      throw refused(
          output, shape, "has no patches after the first %d tokens".formatted(output.prefix()));
    }
    return switch (output.pool()) {
      case Output.CLASS -> Arrays.copyOf(values, size);
      case Output.MEAN_PATCHES -> mean(values, output.prefix(), tokens, size);
      default -> {
        float[] both = Arrays.copyOf(values, 2 * size);
        System.arraycopy(mean(values, output.prefix(), tokens, size), 0, both, size, size);
        yield both;
      }
    };
  }

  private static float[] mean(float[] values, int from, int tokens, int size) {
    float[] mean = new float[size];
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int token = from; token < tokens; token++) {
        sum += values[token * size + i];
      }
      mean[i] = (float) (sum / (tokens - from));
    }
    return mean;
  }

  private static EmbedderException refused(Output output, long[] shape, String why) {
    return new EmbedderException(
        Actor.USER,
        "feature.tensor '%s' of shape %s %s"
            .formatted(output.tensor(), Arrays.toString(shape), why));
  }
}

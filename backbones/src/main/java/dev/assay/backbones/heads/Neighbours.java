// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.heads;

import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.weights.DType;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Head {@code knn}: the training images themselves, their features scaled to length 1. Nothing is
 * trained and nothing chosen, so it is a check of what the features know.
 *
 * <p>Of an image the {@value FrozenRecipe#NEIGHBOURS} training images (all, if there are fewer) of
 * the highest cosine similarity vote; of equally similar ones the earlier in the training part. A
 * vote weighs exp(similarity / {@value FrozenRecipe#VOTE_TEMPERATURE}), and the votes together as
 * many as there are of them. One more vote is spread evenly over the classes (Laplace's rule), so
 * that no class is ruled out for being absent among twenty and log losses are finite:
 *
 * <pre>
 * p[c] = (votes for c + 1 / classes) / (neighbours + 1)
 * </pre>
 *
 * In float64 sums over float32 features, and one thread.
 */
public final class Neighbours {
  private static final String FEATURES = "knn.features";
  private static final String LABELS = "knn.labels";

  /** Its tensors in a model file, which also holds those of the backbone. */
  public static final Set<String> KEYS = Set.of(FEATURES, LABELS);

  private final float[][] features;
  private final int[] labels;
  private final int classes;

  private Neighbours(float[][] features, int[] labels, int classes) {
    this.features = features;
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * @param features of the training images, at least one; not changed
   * @param labels of the same images
   * @throws BackboneException if a feature is no finite number
   */
  public static Neighbours of(float[][] features, int[] labels, int classes) {
    float[][] scaled = new float[features.length][];
    for (int i = 0; i < features.length; i++) {
      scaled[i] = scaled(features[i]);
    }
    return new Neighbours(scaled, labels.clone(), classes);
  }

  /** To length 1; a feature of zeros, which is similar to none, stays as it is. */
  private static float[] scaled(float[] feature) {
    double squares = 0;
    for (float value : feature) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new BackboneException(
          Actor.USER,
          "a feature of the frozen backbone is no finite number for every image; check its weights"
              + " and preprocessing");
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    float[] scaled = new float[feature.length];
    for (int f = 0; f < scaled.length; f++) {
      scaled[f] = (float) (feature[f] / length);
    }
    return scaled;
  }

  /**
   * @param tensors of a model file
   * @throws BackboneException if they are not those of this head
   */
  public static Neighbours read(Map<String, Tensor> tensors, int length, int classes) {
    Tensor features = tensors.get(FEATURES);
    Tensor labels = tensors.get(LABELS);
    if (features == null
        || labels == null
        || features.dtype() != DType.F32
        || labels.dtype() != DType.I64
        || !features.shape().equals(List.of(labels.elements(), (long) length))) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "a model with head knn has tensors '%s', F32 of images x %d, and '%s', one I64 per image"
              .formatted(FEATURES, length, LABELS));
    }
    FloatBuffer all = features.data().asFloatBuffer();
    float[][] rows = new float[(int) labels.elements()][length];
    int[] ofRows = new int[rows.length];
    ByteBuffer integers = labels.data();
    for (int i = 0; i < rows.length; i++) {
      all.get(i * length, rows[i]);
      ofRows[i] = Math.toIntExact(integers.getLong(Long.BYTES * i));
    }
    return new Neighbours(rows, ofRows, classes);
  }

  /** Images x length, and the index of each image's class. */
  public List<Tensor> tensors() {
    int length = features[0].length;
    // Outside of the heap, which has the features already.
    ByteBuffer floats =
        ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES * length, features.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer all = floats.asFloatBuffer();
    ByteBuffer integers =
        ByteBuffer.allocate(Long.BYTES * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < features.length; i++) {
      all.put(features[i]);
      integers.putLong(labels[i]);
    }
    return List.of(
        new Tensor(FEATURES, DType.F32, List.of((long) features.length, (long) length), floats),
        new Tensor(LABELS, DType.I64, List.of((long) labels.length), integers.flip()));
  }

  /**
   * One per class, summing to 1.
   *
   * @param feature as the backbone gives it
   */
  public double[] probabilities(float[] feature) {
    float[] of = scaled(feature);
    int k = Math.min(FrozenRecipe.NEIGHBOURS, features.length);
    double[] similarities = new double[k];
    int[] nearest = new int[k];
    int found = 0;
    for (int i = 0; i < features.length; i++) {
      double similarity = dot(features[i], of);
      if (found == k && similarity <= similarities[k - 1]) {
        continue;
      }
      int at = found < k ? found++ : k - 1;
      while (at > 0 && similarities[at - 1] < similarity) {
        similarities[at] = similarities[at - 1];
        nearest[at] = nearest[at - 1];
        at--;
      }
      similarities[at] = similarity;
      nearest[at] = i;
    }
    return votes(similarities, nearest);
  }

  private double[] votes(double[] similarities, int[] nearest) {
    double sum = 0;
    double[] weights = new double[nearest.length];
    for (int n = 0; n < weights.length; n++) {
      weights[n] =
          StrictMath.exp((similarities[n] - similarities[0]) / FrozenRecipe.VOTE_TEMPERATURE);
      sum += weights[n];
    }
    double[] p = new double[classes];
    Arrays.fill(p, 1.0 / classes / (nearest.length + 1));
    for (int n = 0; n < weights.length; n++) {
      p[labels[nearest[n]]] += weights[n] / sum * nearest.length / (nearest.length + 1);
    }
    return p;
  }

  private static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int f = 0;
    for (; f + 4 <= b.length; f += 4) {
      s0 += (double) a[f] * b[f];
      s1 += (double) a[f + 1] * b[f + 1];
      s2 += (double) a[f + 2] * b[f + 2];
      s3 += (double) a[f + 3] * b[f + 3];
    }
    for (; f < b.length; f++) {
      s0 += (double) a[f] * b[f];
    }
    return (s0 + s1) + (s2 + s3);
  }
}

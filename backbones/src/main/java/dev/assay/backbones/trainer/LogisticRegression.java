// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;
import dev.assay.weights.Tensor;
import java.util.List;

/**
 * Multinomial logistic regression on standardised features, in float64 and one thread: the minimum
 * of
 *
 * <pre>
 * loss over the training images of softmax(W z + b)  +  penalty / 2 * |W|^2
 * </pre>
 *
 * where z are the {@linkplain Standardisation standardised} features and the loss is the recipe's
 * {@link CrossEntropy}, in nats. The intercepts b have no penalty. That is scikit-learn's {@code
 * LogisticRegression(C=1 / (penalty * n))} after its {@code StandardScaler}.
 */
final class LogisticRegression {
  private final FeatureSamples train;
  private final CrossEntropy criterion;
  private final int classes;
  private final int length;
  private final double mass;
  private final Standardisation standard;

  /**
   * A solution.
   *
   * @param parameters W row by row, then b, for standardised features
   * @param loss over the training images, without the penalty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Solution(double[] parameters, double loss) {}

  LogisticRegression(FeatureSamples train, CrossEntropy criterion, int classes) {
    this.train = train;
    this.criterion = criterion;
    this.classes = classes;
    this.length = train.length();
    double sum = 0;
    for (int i = 0; i < train.size(); i++) {
      sum += criterion.mass(new int[] {train.label(i)});
    }
    this.mass = sum * train.views();
    this.standard = Standardisation.of(train);
  }

  /** Where nothing is known: no weight and no intercept. */
  double[] zero() {
    return new double[classes * (length + 1)];
  }

  /**
   * @param start {@link #zero}, or the solution for another penalty, from which the way is shorter
   * @param tolerance in nats: it stops when |gradient|^2 is at most 2 x penalty x tolerance. The
   *     objective curves by at least the penalty along the weights, so it is then that close to its
   *     minimum
   * @param onPass is called after every pass over the training images
   * @throws BackboneException if it does not converge
   */
  Solution solve(double penalty, double[] start, double tolerance, Runnable onPass) {
    Lbfgs.Function objective =
        x -> {
          Lbfgs.Place place = objective(x, penalty);
          onPass.run();
          return place;
        };
    double[] parameters =
        Lbfgs.minimise(objective, start, 2 * penalty * tolerance)
            .orElseThrow(
                () ->
                    new BackboneException(
                        Actor.USER,
                        "logistic regression does not converge at penalty %s; leave it out of recipe.penalties"
                            .formatted(penalty)))
            .x();
    return new Solution(parameters, objective(parameters, 0).value());
  }

  /** Value and gradient. */
  Lbfgs.Place objective(double[] x, double penalty) {
    double[] weight = foldedWeight(x);
    double[] offset = foldedBias(x, weight);
    double[] gradient = new double[x.length];
    float[] floats = new float[length];
    double[] row = new double[length];
    double[] logits = new double[classes];
    double sum = 0;
    for (int i = 0; i < train.size(); i++) {
      double[] shares = criterion.shares(train.label(i), classes);
      for (int view = 0; view < train.views(); view++) {
        train.row(i, view, floats);
        for (int f = 0; f < length; f++) {
          row[f] = floats[f];
        }
        for (int k = 0; k < classes; k++) {
          logits[k] = offset[k] + Lbfgs.dot(weight, k * length, row);
        }
        sum += accumulate(logits, shares, row, gradient);
      }
    }
    double squares = 0;
    for (int k = 0; k < classes; k++) {
      double residual = gradient[classes * length + k];
      for (int f = 0; f < length; f++) {
        int j = k * length + f;
        // Of the standardised feature, from that of the feature as it is.
        gradient[j] =
            (gradient[j] - residual * standard.mean()[f]) * standard.inverse()[f] + penalty * x[j];
        squares += x[j] * x[j];
      }
    }
    return new Lbfgs.Place(x, sum / mass + penalty / 2 * squares, gradient);
  }

  /** Adds the gradient of one row's loss by features as they are; returns its loss. */
  private double accumulate(double[] logits, double[] shares, double[] row, double[] gradient) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit);
    }
    double exponentials = 0;
    double all = 0;
    for (int k = 0; k < classes; k++) {
      exponentials += StrictMath.exp(logits[k] - max);
      all += shares[k];
    }
    double logSum = max + StrictMath.log(exponentials);
    double loss = 0;
    for (int k = 0; k < classes; k++) {
      loss += shares[k] * (logSum - logits[k]);
      double r = (all * StrictMath.exp(logits[k] - logSum) - shares[k]) / mass;
      gradient[classes * length + k] += r;
      int from = k * length;
      for (int f = 0; f < length; f++) {
        gradient[from + f] += r * row[f];
      }
    }
    return loss;
  }

  /** W for the features as they are. */
  private double[] foldedWeight(double[] x) {
    double[] weight = new double[classes * length];
    for (int k = 0; k < classes; k++) {
      for (int f = 0; f < length; f++) {
        weight[k * length + f] = x[k * length + f] * standard.inverse()[f];
      }
    }
    return weight;
  }

  /** The b that goes with a weight for the features as they are. */
  private double[] foldedBias(double[] x, double[] weight) {
    double[] bias = new double[classes];
    for (int k = 0; k < classes; k++) {
      bias[k] = x[classes * length + k];
      for (int f = 0; f < length; f++) {
        bias[k] -= weight[k * length + f] * standard.mean()[f];
      }
    }
    return bias;
  }

  /** The row of a sigmoid, for features as they are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(float[] weight, float bias) {}

  /**
   * A solution of two classes as the row of the sigmoid of the second, in float32: the softmax of
   * two logits is the sigmoid of their difference.
   */
  Row row(Solution solution) {
    double[] x = solution.parameters();
    float[] weight = new float[length];
    double bias = x[2 * length + 1] - x[2 * length];
    for (int f = 0; f < length; f++) {
      weight[f] = (float) ((x[length + f] - x[f]) * standard.inverse()[f]);
      // As in a layer, the mean is taken off with the weight that is saved.
      bias -= weight[f] * standard.mean()[f];
    }
    return new Row(weight, (float) bias);
  }

  /**
   * A solution as an ordinary linear layer on the features as they are, classes x features and
   * classes, in float32.
   *
   * @param name of the layer
   */
  List<Tensor> layer(String name, Solution solution) {
    double[] exact = foldedWeight(solution.parameters());
    float[] weight = new float[exact.length];
    double[] rounded = new double[exact.length];
    for (int i = 0; i < exact.length; i++) {
      weight[i] = (float) exact[i];
      rounded[i] = weight[i];
    }
    // The mean is taken off with the weight that is saved: a rounded one times a large mean shifts.
    double[] offset = foldedBias(solution.parameters(), rounded);
    float[] bias = new float[classes];
    for (int k = 0; k < classes; k++) {
      bias[k] = (float) offset[k];
    }
    return List.of(
        Tensor.of(name + ".weight", List.of((long) classes, (long) length), weight),
        Tensor.of(name + ".bias", List.of((long) classes), bias));
  }
}

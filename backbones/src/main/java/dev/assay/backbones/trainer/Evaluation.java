// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.util.List;

/**
 * How good a network is on some samples, over all of them together.
 *
 * @param loss mean cross-entropy in nats, without class weights and smoothing; of findings that of
 *     {@link FindingEntropy}
 * @param accuracy share of samples whose largest logit (the first of equals) is that of their
 *     class; share of known findings on the right side of a half
 */
record Evaluation(double loss, double accuracy) {

  static Evaluation of(NamedBlock network, Samples samples, NDManager manager) throws IOException {
    return samples.hasFindings()
        ? findings(network, samples, manager)
        : answers(network, samples, manager).mean();
  }

  /**
   * As the original code has it: the mean over batches of their means, in which an image of a
   * smaller last batch counts more.
   */
  static Evaluation ofBatchMeans(NamedBlock network, Samples samples, NDManager manager, int batch)
      throws IOException {
    return answers(network, samples, manager).meanOfMeans(batch);
  }

  /**
   * Of a linear layer on features, without the engine.
   *
   * @param layer weight, classes x features, and bias
   */
  static Evaluation ofLayer(List<Tensor> layer, FeatureSamples samples) {
    float[] weight = layer.get(0).floats();
    float[] bias = layer.get(1).floats();
    float[] row = new float[samples.length()];
    float[] logits = new float[bias.length];
    FindingAnswers findings = new FindingAnswers();
    Answers answers = new Answers(new double[samples.size()], new boolean[samples.size()]);
    for (int i = 0; i < samples.size(); i++) {
      samples.row(i, 0, row);
      for (int k = 0; k < logits.length; k++) {
        double sum = bias[k];
        for (int f = 0; f < row.length; f++) {
          sum += (double) weight[k * row.length + f] * row[f];
        }
        logits[k] = (float) sum;
      }
      if (samples.hasFindings()) {
        findings.add(logits, 0, samples.findings(i));
        continue;
      }
      answers.losses()[i] = CrossEntropy.of(logits, 0, logits.length, samples.label(i));
      answers.right()[i] = largest(logits, 0, logits.length) == samples.label(i);
    }
    return samples.hasFindings() ? findings.mean() : answers.mean();
  }

  private static Evaluation findings(NamedBlock network, Samples samples, NDManager manager)
      throws IOException {
    FindingAnswers answers = new FindingAnswers();
    for (int[] batch : samples.inOrder()) {
      try (NDManager step = manager.newSubManager()) {
        NDArray output = network.apply(Pass.EVALUATION, samples.batch(step, batch));
        int classes = (int) output.getShape().get(1);
        float[] logits = output.toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          answers.add(logits, i * classes, samples.findings(batch[i]));
        }
      }
    }
    return answers.mean();
  }

  /** Of each sample its loss, and whether it is classified rightly. */
  @SuppressWarnings("ArrayRecordComponent") // lives for one evaluation
  record Answers(double[] losses, boolean[] right) {
    Evaluation mean() {
      return mean(0, losses.length);
    }

    Evaluation meanOfMeans(int batch) {
      double loss = 0;
      double accuracy = 0;
      int batches = 0;
      for (int start = 0; start < losses.length; start += batch) {
        Evaluation one = mean(start, Math.min(start + batch, losses.length));
        loss += one.loss();
        accuracy += one.accuracy();
        batches++;
      }
      return new Evaluation(loss / batches, accuracy / batches);
    }

    private Evaluation mean(int from, int to) {
      double loss = 0;
      int rights = 0;
      for (int i = from; i < to; i++) {
        loss += losses[i];
        rights += right[i] ? 1 : 0;
      }
      return new Evaluation(loss / (to - from), (double) rights / (to - from));
    }
  }

  private static Answers answers(NamedBlock network, Samples samples, NDManager manager)
      throws IOException {
    Answers answers = new Answers(new double[samples.size()], new boolean[samples.size()]);
    for (int[] batch : samples.inOrder()) {
      try (NDManager step = manager.newSubManager()) {
        NDArray output = network.apply(Pass.EVALUATION, samples.batch(step, batch));
        int classes = (int) output.getShape().get(1);
        float[] logits = output.toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          int label = samples.label(batch[i]);
          answers.losses()[batch[i]] = CrossEntropy.of(logits, i * classes, classes, label);
          answers.right()[batch[i]] = largest(logits, i * classes, classes) == label;
        }
      }
    }
    return answers;
  }

  /** Index of an image's largest logit; the first of equals. */
  static int largest(float[] logits, int from, int classes) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (logits[from + k] > logits[from + best]) {
        best = k;
      }
    }
    return best;
  }
}

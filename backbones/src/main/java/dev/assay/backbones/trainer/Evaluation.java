package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.assay.backbones.NamedBlock;
import dev.assay.backbones.Pass;
import dev.assay.backbones.data.Samples;
import java.io.IOException;

/**
 * How good a network is on some samples, over all of them together.
 *
 * @param loss mean cross-entropy in nats
 * @param accuracy share of samples whose largest logit (the first of equals) is that of their class
 */
record Evaluation(double loss, double accuracy) {

  static Evaluation of(NamedBlock network, Samples samples, NDManager manager) throws IOException {
    double loss = 0;
    int right = 0;
    for (int[] batch : samples.inOrder()) {
      try (NDManager step = manager.newSubManager()) {
        NDArray output = network.apply(Pass.EVALUATION, samples.batch(step, batch));
        int classes = (int) output.getShape().get(1);
        float[] logits = output.toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          int label = samples.label(batch[i]);
          loss += CrossEntropy.of(logits, i * classes, classes, label);
          right += largest(logits, i * classes, classes) == label ? 1 : 0;
        }
      }
    }
    return new Evaluation(loss / samples.size(), (double) right / samples.size());
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

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.heads.Neighbours;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Head {@code knn}: nothing is trained, so both checkpoints are the same, and all seeds. */
final class NeighbourVotes implements Fitted {
  private final List<Tensor> tensors;
  private final Epoch epoch;

  private NeighbourVotes(List<Tensor> tensors, Epoch epoch) {
    this.tensors = tensors;
    this.epoch = epoch;
  }

  /**
   * @param meter of a stage with one epoch
   */
  static NeighbourVotes run(
      FeatureSamples train, FeatureSamples validation, int classes, Meter meter) {
    float[][] features = new float[train.size()][train.length()];
    int[] labels = new int[train.size()];
    for (int i = 0; i < labels.length; i++) {
      train.row(i, 0, features[i]);
      labels[i] = train.label(i);
    }
    Neighbours neighbours = Neighbours.of(features, labels, classes);
    double loss = 0;
    int right = 0;
    float[] row = new float[validation.length()];
    for (int i = 0; i < validation.size(); i++) {
      validation.row(i, 0, row);
      double[] p = neighbours.probabilities(row);
      loss -= StrictMath.log(p[validation.label(i)]);
      right += largest(p) == validation.label(i) ? 1 : 0;
      meter.images((double) train.size() * (i + 1) / validation.size());
    }
    Epoch epoch = new Epoch(1, null, loss / validation.size(), (double) right / validation.size());
    meter.epoch(epoch, train.size());
    return new NeighbourVotes(neighbours.tensors(), epoch);
  }

  private static int largest(double[] p) {
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    return best;
  }

  @Override
  public Map<String, Tensor> tensors(Checkpoint which) {
    return tensors.stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
  }

  @Override
  public Epoch epoch(Checkpoint which) {
    return epoch;
  }

  @Override
  public List<Epoch> history(Checkpoint which) {
    return List.of(epoch);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.heads.Head;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Head {@code logistic} for several findings: for each one the {@link PenaltySearch} of two
 * classes, absent and present, on the images for which it is known. The difference of the two rows
 * of weights is the row of its sigmoid. Each finding has its own penalty, because a rare one needs
 * another than a frequent one.
 *
 * <p>A finding that is present in none or in all of the training images for which it is known
 * teaches nothing: its row has no weights, and its probability is the share (present + 1/2) /
 * (known + 1), which is neither 0 nor 1.
 */
final class FindingRegressions implements Fitted {
  private final Map<Checkpoint, List<Tensor>> layers = new EnumMap<>(Checkpoint.class);
  private final Map<Checkpoint, Epoch> epochs = new EnumMap<>(Checkpoint.class);
  private final Map<Checkpoint, List<TriedPenalty>> penalties = new EnumMap<>(Checkpoint.class);

  private FindingRegressions() {}

  /**
   * @param head a single linear layer, whose values do not matter
   * @param findings their names
   * @param meter of a stage with as many epochs as the grid has penalties, times the findings
   */
  static FindingRegressions run(
      Head head,
      FeatureSamples train,
      FeatureSamples validation,
      Recipe recipe,
      List<String> findings,
      Meter meter) {
    String name = head.state().getFirst().name().replaceAll("\\.weight$", "");
    List<PenaltySearch.@Nullable Binary> fitted = new ArrayList<>();
    List<Integer> known = new ArrayList<>();
    List<Integer> present = new ArrayList<>();
    for (int f = 0; f < findings.size(); f++) {
      FeatureSamples own = known(train, f);
      int with = 0;
      for (int i = 0; i < own.size(); i++) {
        with += own.label(i);
      }
      known.add(own.size());
      present.add(with);
      fitted.add(
          with == 0 || with == own.size()
              ? null
              : PenaltySearch.ofTwo(own, known(validation, f), recipe, meter));
    }
    FindingRegressions all = new FindingRegressions();
    for (Checkpoint which : Checkpoint.values()) {
      all.join(which, name, train.length(), findings, fitted, known, present, validation);
    }
    return all;
  }

  /** The images for which a finding is known, as images of class 1, present, or 0. */
  private static FeatureSamples known(FeatureSamples all, int finding) {
    int[] rows =
        IntStream.range(0, all.size()).filter(i -> all.findings(i).isKnown(finding)).toArray();
    return all.only(rows, i -> all.findings(i).isPresent(finding) ? 1 : 0);
  }

  private void join(
      Checkpoint which,
      String name,
      int length,
      List<String> findings,
      List<PenaltySearch.@Nullable Binary> fitted,
      List<Integer> known,
      List<Integer> present,
      FeatureSamples validation) {
    float[] weight = new float[findings.size() * length];
    float[] bias = new float[findings.size()];
    List<TriedPenalty> tried = new ArrayList<>();
    double loss = 0;
    long pairs = 0;
    for (int f = 0; f < findings.size(); f++) {
      PenaltySearch.Binary of = fitted.get(f);
      pairs += known.get(f);
      if (of == null) {
        double share = (present.get(f) + 0.5) / (known.get(f) + 1.0);
        bias[f] = (float) StrictMath.log(share / (1 - share));
        loss +=
            present.get(f) * FindingEntropy.of(bias[f], true)
                + (known.get(f) - present.get(f)) * FindingEntropy.of(bias[f], false);
        continue;
      }
      LogisticRegression.Row row = of.row(which);
      System.arraycopy(row.weight(), 0, weight, f * length, length);
      bias[f] = row.bias();
      loss += known.get(f) * of.trainLoss(which);
      String finding = findings.get(f);
      // Without a known validation image nothing was chosen: the strongest penalty stands.
      of.penalties(which).stream()
          .filter(penalty -> Double.isFinite(penalty.validationLoss()))
          .forEach(penalty -> tried.add(penalty.of(finding)));
    }
    List<Tensor> layer =
        List.of(
            Tensor.of(name + ".weight", List.of((long) findings.size(), (long) length), weight),
            Tensor.of(name + ".bias", List.of((long) findings.size()), bias));
    Evaluation evaluation = Evaluation.ofLayer(layer, validation);
    layers.put(which, layer);
    epochs.put(
        which,
        new Epoch(1, pairs == 0 ? 0 : loss / pairs, evaluation.loss(), evaluation.accuracy()));
    penalties.put(which, List.copyOf(tried));
  }

  @Override
  public Map<String, Tensor> tensors(Checkpoint which) {
    return layers.get(which).stream().collect(Collectors.toMap(Tensor::name, Function.identity()));
  }

  @Override
  public Epoch epoch(Checkpoint which) {
    return epochs.get(which);
  }

  @Override
  public List<Epoch> history(Checkpoint which) {
    return List.of(epochs.get(which));
  }

  @Override
  public List<TriedPenalty> penalties(Checkpoint which) {
    return penalties.get(which);
  }
}

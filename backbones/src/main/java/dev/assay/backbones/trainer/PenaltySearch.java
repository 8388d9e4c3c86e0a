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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Head {@code logistic}: the {@link LogisticRegression} for every penalty of the recipe's grid, and
 * of them the one that is best on validation.
 *
 * <p>The best penalty depends on the checkpoint, as for every other head: the highest validation
 * accuracy or the lowest validation log loss. The study chooses which of them is scored. Among
 * equals by the recipe's rule the stronger penalty is taken, which is the simpler model: the grid
 * is gone through from the strongest to the weakest, each from the solution before it.
 *
 * <p>Nothing here is random, so all seeds give the same head. There is no checkpoint to resume
 * from: an attempt that is killed costs seconds, and the next gives the same bits.
 */
final class PenaltySearch implements Fitted {
  /** In nats; a study's log losses are shown with three decimals. */
  private static final double TOLERANCE = 1e-8;

  private final Choice choice;
  private final List<Candidate> candidates;

  /**
   * @param epoch what it is on the training and the validation images; its number is its place in
   *     the grid
   */
  private record Candidate(
      double penalty, LogisticRegression.Solution solution, List<Tensor> layer, Epoch epoch) {
    double trainLoss() {
      return solution.loss();
    }
  }

  /** The search for the head of one finding, absent or present. */
  record Binary(LogisticRegression regression, PenaltySearch search) {
    LogisticRegression.Row row(Checkpoint which) {
      return regression.row(search.best(which).solution());
    }

    double trainLoss(Checkpoint which) {
      return search.best(which).trainLoss();
    }

    List<TriedPenalty> penalties(Checkpoint which) {
      return search.penalties(which);
    }
  }

  /**
   * The search for two classes.
   *
   * @param meter its stage goes on from the epochs that it has counted
   */
  static Binary ofTwo(FeatureSamples train, FeatureSamples validation, Recipe recipe, Meter meter) {
    LogisticRegression regression =
        new LogisticRegression(train, CrossEntropy.of(recipe, train, 2), 2);
    return new Binary(regression, run(regression, "two", train, validation, recipe, meter));
  }

  private PenaltySearch(Choice choice, List<Candidate> candidates) {
    this.choice = choice;
    this.candidates = List.copyOf(candidates);
  }

  /**
   * @param head a single linear layer, whose values do not matter
   * @param meter of a stage with as many epochs as the grid has penalties
   * @throws dev.assay.backbones.engine.BackboneException if a feature is no finite number, or a
   *     penalty is so small that there is no convergence
   */
  static PenaltySearch run(
      Head head,
      FeatureSamples train,
      FeatureSamples validation,
      Recipe recipe,
      int classes,
      Meter meter) {
    String name = head.state().getFirst().name().replaceAll("\\.weight$", "");
    LogisticRegression regression =
        new LogisticRegression(train, CrossEntropy.of(recipe, train, classes), classes);
    return run(regression, name, train, validation, recipe, meter);
  }

  private static PenaltySearch run(
      LogisticRegression regression,
      String name,
      FeatureSamples train,
      FeatureSamples validation,
      Recipe recipe,
      Meter meter) {
    List<Candidate> candidates = new ArrayList<>();
    double[] start = regression.zero();
    for (double penalty : recipe.onFeatures().grid()) {
      double before = (double) candidates.size() * train.size();
      LogisticRegression.Solution solution =
          regression.solve(penalty, start, TOLERANCE, () -> meter.images(before));
      start = solution.parameters();
      List<Tensor> layer = regression.layer(name, solution);
      Evaluation evaluation = Evaluation.ofLayer(layer, validation);
      int place = candidates.size() + 1;
      Epoch epoch = new Epoch(place, solution.loss(), evaluation.loss(), evaluation.accuracy());
      candidates.add(new Candidate(penalty, solution, layer, epoch));
      meter.epoch(epoch, before + train.size());
    }
    return new PenaltySearch(Choice.of(recipe), candidates);
  }

  private Candidate best(Checkpoint which) {
    Epoch best = choice.best(which, candidates.stream().map(Candidate::epoch).toList());
    return candidates.get(best.epoch() - 1);
  }

  @Override
  public Map<String, Tensor> tensors(Checkpoint which) {
    return best(which).layer().stream()
        .collect(Collectors.toMap(Tensor::name, Function.identity()));
  }

  /** The only one: a head that is solved has no other. */
  @Override
  public Epoch epoch(Checkpoint which) {
    Epoch of = best(which).epoch();
    return new Epoch(1, of.trainLoss(), of.validationLoss(), of.validationAccuracy());
  }

  @Override
  public List<Epoch> history(Checkpoint which) {
    return List.of(epoch(which));
  }

  @Override
  public List<TriedPenalty> penalties(Checkpoint which) {
    Candidate best = best(which);
    List<TriedPenalty> table = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Epoch epoch = candidate.epoch();
      table.add(
          new TriedPenalty(
              candidate.penalty(),
              candidate.trainLoss(),
              epoch.validationAccuracy(),
              epoch.validationLoss(),
              candidate.equals(best)));
    }
    return Collections.unmodifiableList(table);
  }
}

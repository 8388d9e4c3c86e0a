// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.data.Samples;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.ModelManifest.Tried;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a run, one after the other from the same initial values, one per learning rate
 * of the recipe's budget; what is best on validation among all epochs of all of them is kept. The
 * budget is the recipe's, so every backbone of a study has the same.
 */
final class Trials implements Fitted {
  private static final String INITIAL = "initial.safetensors";

  /**
   * One training.
   *
   * @param scratch where its checkpoints lie
   * @param history one entry per epoch
   */
  record Trial(double learningRate, Scratch scratch, List<Epoch> history) {}

  private final Choice choice;
  private final boolean wholeBatches;
  private final List<Trial> all = new ArrayList<>();

  private Trials(Choice choice, boolean wholeBatches) {
    this.choice = choice;
    this.wholeBatches = wholeBatches;
  }

  /**
   * Of a training that was made elsewhere, each batch at once.
   *
   * @param recipe with a single learning rate
   */
  static Trials ofOne(Recipe recipe, Scratch scratch, List<Epoch> history) {
    Trials trials = new Trials(Choice.of(recipe), true);
    trials.all.add(new Trial(recipe.learningRate(), scratch, history));
    return trials;
  }

  /**
   * @param network with its initial values
   * @param attempt of the run; several trainings have a folder each below its own
   */
  static Trials run(
      NamedBlock network,
      Samples train,
      Samples validation,
      TrainerJob job,
      int classes,
      Attempt attempt)
      throws IOException {
    Recipe recipe = job.run().recipe();
    Trials trials = new Trials(Choice.of(recipe), job.microBatch() >= recipe.batchSize());
    List<Double> rates = recipe.budget();
    boolean several = rates.size() > 1;
    if (several) {
      Safetensors.write(attempt.scratch().file(INITIAL), network.state(), Map.of());
    }
    for (int i = 0; i < rates.size(); i++) {
      if (i > 0) {
        network.load(attempt.manager(), TensorFile.read(attempt.scratch().file(INITIAL)));
      }
      double before = (double) i * recipe.epochs() * train.size();
      attempt.meter().startFrom(i * recipe.epochs(), before);
      Attempt own = several ? attempt.below("rate-" + (i + 1)) : attempt;
      List<Epoch> history =
          new TrainingLoop(
                  network,
                  train,
                  validation,
                  recipe.withLearningRate(rates.get(i)),
                  classes,
                  job.run().seed(),
                  job.microBatch(),
                  own)
              .run();
      trials.all.add(new Trial(rates.get(i), own.scratch(), history));
    }
    attempt.meter().finish();
    return trials;
  }

  @Override
  public boolean hadWholeBatches() {
    return wholeBatches;
  }

  /** The training that has the best epoch of all; the first of equals. */
  private Trial best(Checkpoint which) {
    Trial best = all.getFirst();
    for (Trial trial : all) {
      if (choice.isBetter(which, bestEpoch(which, trial), bestEpoch(which, best))) {
        best = trial;
      }
    }
    return best;
  }

  private Epoch bestEpoch(Checkpoint which, Trial trial) {
    return choice.best(which, trial.history());
  }

  @Override
  public Map<String, Tensor> tensors(Checkpoint which) throws IOException {
    return best(which).scratch().readBest(which);
  }

  @Override
  public Epoch epoch(Checkpoint which) {
    return bestEpoch(which, best(which));
  }

  @Override
  public List<Epoch> history(Checkpoint which) {
    return best(which).history();
  }

  /** In the order of the budget. */
  @Override
  public @Nullable List<Tried> tuning(Checkpoint which) {
    if (all.size() < 2) {
      return null;
    }
    Trial best = best(which);
    return all.stream()
        .map(
            trial -> {
              Epoch epoch = bestEpoch(which, trial);
              return new Tried(
                  trial.learningRate(),
                  trial.history().size(),
                  epoch.epoch(),
                  epoch.validationAccuracy(),
                  epoch.validationLoss(),
                  trial.equals(best));
            })
        .toList();
  }
}

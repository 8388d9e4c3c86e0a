// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.heads.Head;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The {@link TrainingLoop} of a head that is one linear layer on features, in float32 arithmetic of
 * its own: the same batches, the same Adam and the same choice, for recipes that need no more. It
 * takes a third to a fifth of the engine's time, which is mostly the overhead of calls. It uses one
 * thread, so timing cannot change a result.
 */
final class LinearHeadLoop {
  private final FeatureSamples train;
  private final FeatureSamples validation;
  private final Recipe recipe;
  private final long seed;
  private final Choice choice;
  private final Scratch scratch;
  private final Meter meter;
  private final Spending spending;
  private final long saveEvery;
  private final String name;
  private final int classes;
  private final int length;
  private final FloatAdam weight;
  private final FloatAdam bias;
  private final float[] row;
  private final float[] logits;
  private final List<Epoch> history = new ArrayList<>();
  private final Map<Checkpoint, List<Tensor>> unsavedBest = new EnumMap<>(Checkpoint.class);

  /**
   * Whether this loop can train the head as the recipe says. It knows Adam alone and none of the
   * optional components, so all of them must be off. Of several views of each image it sees one per
   * epoch, as the other loop does.
   */
  static boolean fits(Head head, FeatureSamples samples, Recipe recipe) {
    List<Tensor> state = head.state();
    Recipe plain =
        new Recipe(
            recipe.name(),
            "adam",
            recipe.learningRate(),
            recipe.weightDecay(),
            recipe.epochs(),
            recipe.batchSize(),
            recipe.shuffle(),
            "none");
    return recipe.with(FrozenRecipe.STANDARD).equals(plain)
        && state.size() == 2
        && state.get(0).name().endsWith(".weight")
        && state.get(0).shape().equals(List.of(state.get(1).elements(), (long) samples.length()));
  }

  /**
   * @param head with its initial values, which stay
   * @param recipe that {@link #fits}
   * @param saveEvery nanoseconds between checkpoints; an epoch takes milliseconds
   */
  LinearHeadLoop(
      Head head,
      FeatureSamples train,
      FeatureSamples validation,
      Recipe recipe,
      long seed,
      Attempt attempt,
      long saveEvery) {
    this.train = train;
    this.validation = validation;
    this.recipe = recipe;
    this.seed = seed;
    this.choice = Choice.of(recipe);
    this.scratch = attempt.scratch();
    this.meter = attempt.meter();
    this.spending = attempt.spending();
    this.saveEvery = saveEvery;
    List<Tensor> state = head.state();
    this.name = state.get(0).name().replaceAll("\\.weight$", "");
    this.classes = (int) state.get(1).elements();
    this.length = train.length();
    this.weight = new FloatAdam(state.get(0), recipe.learningRate(), recipe.weightDecay());
    this.bias = new FloatAdam(state.get(1), recipe.learningRate(), recipe.weightDecay());
    this.row = new float[length];
    this.logits = new float[classes];
  }

  /**
   * Trains to the end, from the beginning or from the checkpoint that an earlier attempt left.
   *
   * @return one entry per epoch
   * @throws BackboneException if the loss is no longer a number
   */
  List<Epoch> run() throws IOException {
    Optional<Scratch.Found> found = scratch.find();
    if (found.isPresent()) {
      weight.restore(found.get().tensors(), found.get().progress().optimizerSteps());
      bias.restore(found.get().tensors(), found.get().progress().optimizerSteps());
      history.addAll(found.get().progress().history());
      meter.resumeAt(history.size(), (double) history.size() * train.size());
    }
    long saved = System.nanoTime();
    for (int epoch = history.size() + 1; epoch <= recipe.epochs(); epoch++) {
      double loss = trainEpoch(epoch);
      Evaluation evaluation = evaluate();
      Epoch done = new Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy());
      noteBest(done);
      history.add(done);
      if (epoch == recipe.epochs() || System.nanoTime() - saved >= saveEvery) {
        save();
        saved = System.nanoTime();
      }
      meter.epoch(done, (double) epoch * train.size());
    }
    return history;
  }

  private double trainEpoch(int epoch) {
    train.enterEpoch(epoch);
    int[] order =
        recipe.shuffle()
            ? CounterRandom.of("assay/shuffle/" + seed + "/" + epoch).permutation(train.size())
            : IntStream.range(0, train.size()).toArray();
    double sum = 0;
    double all = 0;
    for (int start = 0; start < order.length; start += recipe.batchSize()) {
      int end = Math.min(start + recipe.batchSize(), order.length);
      double mass = mass(order, start, end);
      double loss = 0;
      for (int i = start; i < end; i++) {
        loss +=
            train.hasFindings()
                ? accumulateFindings(order[i], mass)
                : accumulate(order[i], end - start);
      }
      if (!Double.isFinite(loss)) {
        throw new BackboneException(
            Actor.USER,
            "the loss is %s in epoch %d at learning rate %s; choose a smaller recipe.learning-rate"
                .formatted(loss, epoch, recipe.learningRate()));
      }
      weight.step();
      bias.step();
      sum += loss;
      all += mass;
    }
    return sum / all;
  }

  /** What the gradient of a batch is divided by. */
  private double mass(int[] order, int start, int end) {
    return train.hasFindings()
        ? new FindingEntropy().mass(train, Arrays.copyOfRange(order, start, end))
        : end - start;
  }

  /** The same of the sigmoid of each finding that is known. */
  private double accumulateFindings(int sample, double mass) {
    forward(train, sample);
    FindingLabels findings = train.findings(sample);
    double loss = 0;
    for (int k = 0; k < classes; k++) {
      if (!findings.isKnown(k)) {
        continue;
      }
      loss += FindingEntropy.of(logits[k], findings.isPresent(k));
      double p = FindingEntropy.sigmoid(logits[k]);
      float r = (float) ((p - (findings.isPresent(k) ? 1 : 0)) / mass);
      bias.gradient[k] += r;
      int from = k * length;
      for (int f = 0; f < length; f++) {
        weight.gradient[from + f] += r * row[f];
      }
    }
    return loss;
  }

  /** Adds an image's share of the gradient of the batch's mean loss; returns its loss. */
  private double accumulate(int sample, int batch) {
    forward(train, sample);
    int label = train.label(sample);
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += StrictMath.exp(logit - max);
    }
    double logSum = max + StrictMath.log(sum);
    for (int k = 0; k < classes; k++) {
      double p = StrictMath.exp(logits[k] - logSum);
      float r = (float) ((p - (k == label ? 1 : 0)) / batch);
      bias.gradient[k] += r;
      int from = k * length;
      for (int f = 0; f < length; f++) {
        weight.gradient[from + f] += r * row[f];
      }
    }
    return logSum - logits[label];
  }

  private void forward(FeatureSamples samples, int sample) {
    samples.row(sample, samples.view(sample), row);
    for (int k = 0; k < classes; k++) {
      logits[k] = dot(weight.values, k * length, row) + bias.values[k];
    }
  }

  /** In eight sums, which a processor adds at the same time. */
  private static float dot(float[] a, int from, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int f = 0;
    for (; f + 8 <= b.length; f += 8) {
      s0 += a[from + f] * b[f];
      s1 += a[from + f + 1] * b[f + 1];
      s2 += a[from + f + 2] * b[f + 2];
      s3 += a[from + f + 3] * b[f + 3];
      s4 += a[from + f + 4] * b[f + 4];
      s5 += a[from + f + 5] * b[f + 5];
      s6 += a[from + f + 6] * b[f + 6];
      s7 += a[from + f + 7] * b[f + 7];
    }
    for (; f < b.length; f++) {
      s0 += a[from + f] * b[f];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private Evaluation evaluate() {
    return validation.hasFindings() ? evaluateFindings() : evaluateClasses();
  }

  private Evaluation evaluateFindings() {
    FindingAnswers answers = new FindingAnswers();
    for (int sample = 0; sample < validation.size(); sample++) {
      forward(validation, sample);
      answers.add(logits, 0, validation.findings(sample));
    }
    return answers.mean();
  }

  private Evaluation evaluateClasses() {
    double loss = 0;
    int right = 0;
    for (int sample = 0; sample < validation.size(); sample++) {
      forward(validation, sample);
      int label = validation.label(sample);
      loss += CrossEntropy.of(logits, 0, classes, label);
      right += Evaluation.largest(logits, 0, classes) == label ? 1 : 0;
    }
    return new Evaluation(loss / validation.size(), (double) right / validation.size());
  }

  private List<Tensor> state() {
    return List.of(
        Tensor.of(name + ".weight", List.of((long) classes, (long) length), weight.values),
        Tensor.of(name + ".bias", List.of((long) classes), bias.values));
  }

  private void noteBest(Epoch done) {
    for (Checkpoint which : choice.improvedBy(done, history)) {
      unsavedBest.put(which, state());
    }
  }

  /** The best states first: see {@link Scratch} for why. */
  private void save() throws IOException {
    for (Map.Entry<Checkpoint, List<Tensor>> best : unsavedBest.entrySet()) {
      scratch.saveBest(List.of(best.getKey()), best.getValue());
    }
    unsavedBest.clear();
    List<Tensor> moments = new ArrayList<>(weight.state());
    moments.addAll(bias.state());
    scratch.save(state(), moments, weight.steps(), history);
    spending.note();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a network on samples with one learning rate: the whole classifier on images, or a head
 * alone on the features of a frozen backbone. Chooses on validation, never sees a test image.
 */
final class TrainingLoop {
  /**
   * A checkpoint is due when the training since the last one took this many times as long as
   * writing it: a large network on few images would spend its time on writing otherwise.
   */
  private static final int TRAINING_PER_CHECKPOINT = 20;

  private final NamedBlock network;
  private final Samples train;
  private final Samples validation;
  private final Recipe recipe;
  private final Choice choice;
  private final Criterion criterion;
  private final long seed;
  private final int microBatch;
  private final NDManager manager;
  private final Scratch scratch;
  private final Meter meter;
  private final Spending spending;
  private final List<Epoch> history = new ArrayList<>();
  private long savedAt = System.nanoTime();
  private long savedIn;

  /**
   * @param network with its initial values
   * @param recipe with a single learning rate
   * @param microBatch images per forward pass; gradients of a batch are summed over its parts
   */
  TrainingLoop(
      NamedBlock network,
      Samples train,
      Samples validation,
      Recipe recipe,
      int classes,
      long seed,
      int microBatch,
      Attempt attempt) {
    this.network = network;
    this.train = train;
    this.validation = validation;
    this.recipe = recipe;
    this.choice = Choice.of(recipe);
    this.criterion = Criterion.of(recipe, train, classes);
    this.seed = seed;
    this.microBatch = microBatch;
    this.manager = attempt.manager();
    this.scratch = attempt.scratch();
    this.meter = attempt.meter();
    this.spending = attempt.spending();
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
      network.load(manager, found.get().tensors());
      history.addAll(found.get().progress().history());
      meter.resumeAt(history.size(), imagesAfter(history.size()));
    }
    LearningRate rate = LearningRate.of(recipe, stepsPerEpoch());
    network.collectGradients(true);
    try (Optimizer optimizer = Optimizer.of(recipe, manager, network.learned())) {
      found.ifPresent(f -> optimizer.restore(f.tensors(), f.progress().optimizerSteps()));
      while (!isLast()) {
        int epoch = history.size() + 1;
        double loss = trainEpoch(epoch, optimizer, rate);
        Evaluation evaluation = evaluate();
        Epoch done = new Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy());
        keepBest(done);
        history.add(done);
        if (isLast() || isCheckpointDue()) {
          save(optimizer);
        }
        spending.note();
        meter.epoch(done, imagesAfter(epoch));
      }
    }
    network.collectGradients(false);
    return history;
  }

  private boolean isLast() {
    return history.size() >= recipe.epochs() || choice.isEnough(history);
  }

  /** Always after the first epoch. When it is changes nothing but what an attempt must repeat. */
  private boolean isCheckpointDue() {
    return System.nanoTime() - savedAt >= TRAINING_PER_CHECKPOINT * savedIn;
  }

  private void save(Optimizer optimizer) throws IOException {
    long begin = System.nanoTime();
    scratch.save(network.state(), optimizer.state(), optimizer.steps(), history);
    savedAt = System.nanoTime();
    savedIn = savedAt - begin;
  }

  /** Each training image once; returns the mean loss over them, while the weights moved. */
  private double trainEpoch(int epoch, Optimizer optimizer, LearningRate rate) throws IOException {
    train.enterEpoch(epoch);
    int[] order = order(epoch);
    boolean training = trains(epoch);
    long batchesBefore = network.batchesSeen();
    long passes = 0;
    double sum = 0;
    for (int start = 0; start < order.length; start += recipe.batchSize()) {
      int[] batch =
          Arrays.copyOfRange(order, start, Math.min(start + recipe.batchSize(), order.length));
      double mass = criterion.mass(train, batch);
      double loss = 0;
      for (int from = 0; from < batch.length; from += microBatch) {
        int[] part = Arrays.copyOfRange(batch, from, Math.min(from + microBatch, batch.length));
        Pass pass = pass(epoch, start + from);
        loss += accumulate(pass, part, mass);
        passes++;
      }
      double learningRate = rate.at(optimizer.steps());
      requireNumber(loss, epoch, learningRate);
      if (recipe.clipNorm() != null) {
        double norm = Clipping.byGlobalNorm(manager, network.learned(), recipe.clipNorm());
        requireNumber(norm, epoch, learningRate);
      }
      optimizer.step(learningRate);
      sum += loss * batch.length;
      meter.batch(imagesAfter(epoch - 1) + start + batch.length, loss);
    }
    long expected = training ? passes * network.norms() : 0;
    require(
        network.batchesSeen() - batchesBefore == expected,
        "batch normalisation was not in %s mode in epoch %d"
            .formatted(training ? "training" : "evaluation", epoch));
    return sum / order.length;
  }

  /** In training mode, unless the recipe repeats that the original code never came back to it. */
  private boolean trains(int epoch) {
    ReplicationSwitches replication = recipe.replication();
    boolean forgotten =
        replication != null
            && ReplicationSwitches.EVAL_AFTER_FIRST_VALIDATION.equals(replication.mode())
            && epoch > 1;
    return !forgotten;
  }

  /**
   * @param first place in the epoch of the first image that is passed
   */
  private Pass pass(int epoch, int first) {
    return trains(epoch)
        ? Pass.training("assay/dropout/" + seed + "/" + epoch + "/" + first)
        : Pass.EVALUATION;
  }

  private double accumulate(Pass pass, int[] part, double mass) throws IOException {
    return accumulate(network, criterion, pass, train, part, mass, manager);
  }

  /** Adds the gradients of some images of a batch; returns their share of its mean loss. */
  static double accumulate(
      NamedBlock network,
      Criterion criterion,
      Pass pass,
      Samples samples,
      int[] part,
      double mass,
      NDManager manager)
      throws IOException {
    try (NDManager step = manager.newSubManager();
        GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray logits = network.apply(pass, samples.batch(step, part));
      NDArray loss = criterion.mean(logits, samples, part, mass);
      gradients.backward(loss);
      return loss.getFloat();
    }
  }

  private Evaluation evaluate() throws IOException {
    long before = network.batchesSeen();
    ReplicationSwitches replication = recipe.replication();
    Evaluation evaluation =
        replication != null && ReplicationSwitches.BATCH_MEAN.equals(replication.validation())
            ? Evaluation.ofBatchMeans(network, validation, manager, recipe.batchSize())
            : Evaluation.of(network, validation, manager);
    require(
        network.batchesSeen() == before, "batch normalisation was in training mode in validation");
    return evaluation;
  }

  private void keepBest(Epoch done) throws IOException {
    List<Checkpoint> better = choice.improvedBy(done, history);
    if (!better.isEmpty()) {
      scratch.saveBest(better, network.merged());
    }
  }

  private int[] order(int epoch) {
    return recipe.shuffle()
        ? CounterRandom.of("assay/shuffle/" + seed + "/" + epoch).permutation(train.size())
        : IntStream.range(0, train.size()).toArray();
  }

  private long stepsPerEpoch() {
    return Math.ceilDiv(train.size(), recipe.batchSize());
  }

  private double imagesAfter(int epochs) {
    return (double) epochs * train.size();
  }

  private static void requireNumber(double value, int epoch, double learningRate) {
    if (!Double.isFinite(value)) {
      throw new BackboneException(
          Actor.USER,
          "the loss is %s in epoch %d at learning rate %s; choose a smaller recipe.learning-rate"
              .formatted(value, epoch, learningRate));
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BackboneException(Actor.DEVELOPER, otherwise);
    }
  }
}

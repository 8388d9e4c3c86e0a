package dev.assay.backbones.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.BackboneException;
import dev.assay.backbones.CounterRandom;
import dev.assay.backbones.NamedBlock;
import dev.assay.backbones.Pass;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.Samples;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Checkpoint;
import dev.assay.contracts.Recipe;
import dev.assay.contracts.file.ModelManifest.Epoch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a network on samples: the whole classifier on images, or a head alone on the features of a
 * frozen backbone. Chooses on validation, never sees a test image.
 */
final class TrainingLoop {
  private final NamedBlock network;
  private final Samples train;
  private final Samples validation;
  private final Recipe recipe;
  private final long seed;
  private final int microBatch;
  private final NDManager manager;
  private final Scratch scratch;
  private final Meter meter;
  private final List<Epoch> history = new ArrayList<>();

  /**
   * @param network with its initial values
   * @param microBatch images per forward pass; gradients of a batch are summed over its parts
   */
  TrainingLoop(
      NamedBlock network,
      Samples train,
      Samples validation,
      Recipe recipe,
      long seed,
      int microBatch,
      NDManager manager,
      Scratch scratch,
      Meter meter) {
    this.network = network;
    this.train = train;
    this.validation = validation;
    this.recipe = recipe;
    this.seed = seed;
    this.microBatch = microBatch;
    this.manager = manager;
    this.scratch = scratch;
    this.meter = meter;
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
    network.collectGradients(true);
    try (Adam optimizer =
        new Adam(manager, network.learned(), recipe.learningRate(), recipe.weightDecay())) {
      found.ifPresent(f -> optimizer.restore(f.tensors(), f.progress().optimizerSteps()));
      for (int epoch = history.size() + 1; epoch <= recipe.epochs(); epoch++) {
        double loss = trainEpoch(epoch, optimizer);
        Evaluation evaluation = evaluate();
        Epoch done = new Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy());
        keepBest(done);
        history.add(done);
        scratch.save(network.state(), optimizer.state(), optimizer.steps(), history);
        meter.epoch(done, imagesAfter(epoch));
      }
    }
    network.collectGradients(false);
    return history;
  }

  /** Each training image once; returns the mean loss over them, while the weights moved. */
  private double trainEpoch(int epoch, Adam optimizer) throws IOException {
    int[] order = order(epoch);
    long batchesBefore = network.batchesSeen();
    long passes = 0;
    double sum = 0;
    for (int start = 0; start < order.length; start += recipe.batchSize()) {
      int[] batch =
          Arrays.copyOfRange(order, start, Math.min(start + recipe.batchSize(), order.length));
      double loss = 0;
      for (int from = 0; from < batch.length; from += microBatch) {
        int[] part = Arrays.copyOfRange(batch, from, Math.min(from + microBatch, batch.length));
        Pass pass = Pass.training("assay/dropout/" + seed + "/" + epoch + "/" + (start + from));
        loss += accumulate(pass, part, batch.length);
        passes++;
      }
      if (!Double.isFinite(loss)) {
        throw new BackboneException(
            Actor.USER,
            "the loss is %s in epoch %d at learning rate %s; choose a smaller recipe.learning-rate"
                .formatted(loss, epoch, recipe.learningRate()));
      }
      optimizer.step();
      sum += loss * batch.length;
      meter.batch(imagesAfter(epoch - 1) + start + batch.length, loss);
    }
    require(
        network.batchesSeen() - batchesBefore == passes * network.norms(),
        "batch normalisation was not in training mode in epoch " + epoch);
    return sum / order.length;
  }

  /** Adds the gradients of some images of a batch; returns their share of its mean loss. */
  private double accumulate(Pass pass, int[] part, int batch) throws IOException {
    try (NDManager step = manager.newSubManager();
        GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray logits = network.apply(pass, train.batch(step, part));
      NDArray loss = CrossEntropy.of(logits, train.labels(part), batch);
      gradients.backward(loss);
      return loss.getFloat();
    }
  }

  private Evaluation evaluate() throws IOException {
    long before = network.batchesSeen();
    Evaluation evaluation = Evaluation.of(network, validation, manager);
    require(
        network.batchesSeen() == before, "batch normalisation was in training mode in validation");
    return evaluation;
  }

  /** The earliest of the most accurate epochs, and the earliest of those of the lowest loss. */
  private void keepBest(Epoch done) throws IOException {
    if (history.stream().allMatch(e -> done.validationAccuracy() > e.validationAccuracy())) {
      scratch.saveBest(Checkpoint.BEST_ACCURACY, network.state());
    }
    if (history.stream().allMatch(e -> done.validationLoss() < e.validationLoss())) {
      scratch.saveBest(Checkpoint.BEST_LOSS, network.state());
    }
  }

  private int[] order(int epoch) {
    return recipe.shuffle()
        ? CounterRandom.of("assay/shuffle/" + seed + "/" + epoch).permutation(train.size())
        : IntStream.range(0, train.size()).toArray();
  }

  private double imagesAfter(int epochs) {
    return (double) epochs * train.size();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BackboneException(Actor.DEVELOPER, otherwise);
    }
  }
}

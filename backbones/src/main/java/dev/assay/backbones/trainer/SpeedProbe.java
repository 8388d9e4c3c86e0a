// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.recipe.Moments;
import dev.assay.weights.Safetensors;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A classifier and one batch of images to measure with: the steps that training and scoring make,
 * without decoding and without a study round them.
 */
public final class SpeedProbe implements AutoCloseable {
  private static final double LEARNING_RATE = 1e-4;

  private final Torch torch;
  private final Classifier classifier;
  private final Batch batch;
  private final CrossEntropy criterion;
  private final int[] all;
  private @Nullable Adam optimizer;
  private long steps;

  /**
   * @param batch float32 of N x 3 x side x side, in the order of the machine
   * @param labels N class indices
   */
  private record Batch(ByteBuffer batch, int side, int[] labels) implements Samples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int sample) {
      return labels[sample];
    }

    @Override
    public int atOnce() {
      return labels.length;
    }

    @Override
    public NDArray batch(NDManager manager, int[] samples) {
      Shape shape = new Shape(labels.length, 3, side, side);
      return Torch.input(manager, batch.duplicate().order(batch.order()), shape);
    }
  }

  /**
   * @param weights of the whole classifier, as {@link #writeRandom} leaves them
   * @param images float32 of N x 3 x side x side, direct and in the order of the machine
   * @param labels N class indices
   */
  public SpeedProbe(
      Torch torch,
      String backbone,
      Path weights,
      int classes,
      ByteBuffer images,
      int side,
      int[] labels)
      throws IOException {
    this(torch, classifier(backbone, classes), classes, new Batch(images, side, labels.clone()));
    classifier.load(torch.manager(), TensorFile.read(weights));
    Torch.unmapUnused();
  }

  private SpeedProbe(Torch torch, Classifier classifier, int classes, Batch batch) {
    this.torch = torch;
    this.classifier = classifier;
    this.batch = batch;
    double[] ones = new double[classes];
    Arrays.fill(ones, 1);
    this.criterion = new CrossEntropy(ones, 0);
    this.all = IntStream.range(0, batch.size()).toArray();
  }

  /**
   * With random weights and random images, where the machine alone is measured.
   *
   * @param images in the batch
   */
  public static SpeedProbe random(Torch torch, String backbone, int classes, int images, int side) {
    Classifier classifier = random(torch, backbone, classes);
    int numbers = images * 3 * side * side;
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(numbers * Float.BYTES).order(ByteOrder.nativeOrder());
    CounterRandom random = CounterRandom.of("assay/speed");
    for (int i = 0; i < numbers; i++) {
      pixels.putFloat((float) random.normal(i));
    }
    int[] labels = IntStream.range(0, images).map(i -> i % classes).toArray();
    return new SpeedProbe(torch, classifier, classes, new Batch(pixels.flip(), side, labels));
  }

  /** Writes random weights of a whole classifier, under the official names. */
  public static void writeRandom(String backbone, int classes, Path file) throws IOException {
    try (Torch torch = Torch.start(1, "cpu")) {
      Classifier whole = random(torch, backbone, classes);
      Safetensors.write(file, whole.state(), Map.of("format", "pt"));
    }
  }

  private static Classifier random(Torch torch, String backbone, int classes) {
    Backbone network = Backbones.random(backbone, torch.manager());
    Classifier whole = new Classifier(network, Heads.build(Heads.LINEAR, network, classes));
    whole.head().initialise(torch.manager(), 1);
    return whole;
  }

  private static Classifier classifier(String name, int classes) {
    Backbone backbone = Backbones.build(name);
    return new Classifier(backbone, Heads.build(Heads.LINEAR, backbone, classes));
  }

  /** Scores the batch; returns its logits, image after image. */
  public float[] score() {
    try (NDManager step = torch.manager().newSubManager()) {
      return classifier.apply(Pass.FOLDED, batch.batch(step, all)).toFloatArray();
    }
  }

  /** One step of training on the batch, as the trainer makes it; returns the loss before it. */
  public double train() throws IOException {
    if (optimizer == null) {
      classifier.collectGradients(true);
      optimizer =
          new Adam(
              torch.manager(),
              ParameterPlan.alike(classifier.learned(), 0),
              Moments.STANDARD,
              false);
    }
    double loss =
        TrainingLoop.accumulate(
            classifier,
            criterion,
            Pass.training("assay/bench/" + steps++),
            batch,
            all,
            criterion.mass(batch, all),
            torch.manager());
    optimizer.step(LEARNING_RATE);
    return loss;
  }

  @Override
  public void close() {
    if (optimizer != null) {
      optimizer.close();
    }
  }
}

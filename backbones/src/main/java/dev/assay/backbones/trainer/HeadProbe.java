// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the training of a head on random features, as a frozen run does it: a linear head, or
 * the whole classifier where that has hidden layers, which is what the original study trains of a
 * VGG.
 */
public final class HeadProbe {
  private static final int VALIDATION = 1;

  private final NDManager manager;
  private final Path folder;
  private final Head head;
  private final int classes;
  private final FeatureSamples train;
  private final FeatureSamples validation;
  private int runs;

  /**
   * @param folder has the backbone's {@code weights.safetensors} and is written into
   * @param images to train on; one more is the validation image
   */
  public HeadProbe(NDManager manager, Path folder, String backbone, int classes, int images)
      throws IOException {
    this.classes = classes;
    this.manager = manager;
    this.folder = folder;
    boolean whole = BackboneCatalogue.hasHiddenClassifier(backbone);
    String built = whole ? Heads.WHOLE_CLASSIFIER : Heads.LINEAR;
    Backbone network = Backbones.build(backbone, built);
    this.head = Heads.build(built, network, classes);
    head.initialise(manager, 1);
    if (whole) {
      head.startFrom(manager, TensorFile.read(folder.resolve("weights.safetensors")));
    }
    List<SplitManifest.Entry> entries = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    int length = network.featureSize();
    for (int i = 0; i < images + VALIDATION; i++) {
      String image = Hash.ofText("assay/bench/" + i);
      CounterRandom random = CounterRandom.of(image);
      float[] feature = new float[length];
      for (int f = 0; f < length; f++) {
        feature[f] = (float) random.uniform(f);
      }
      entries.add(new SplitManifest.Entry(image, image, i % classes, "g" + i, Part.TRAIN, 1));
      tensors.add(Tensor.of(image, List.of((long) length), feature));
    }
    Path file = folder.resolve("features.safetensors");
    Safetensors.write(file, tensors, Map.of());
    Features features = Features.read(file, length);
    this.train = new FeatureSamples(entries.subList(0, images), features);
    this.validation = new FeatureSamples(entries.subList(images, entries.size()), features);
  }

  /** Trains from the beginning, with the checkpoints that a run would write. */
  public void train(int epochs) throws IOException {
    String key = Hash.ofText("run " + runs++);
    Recipe recipe = new Recipe("paper", "adam", 1e-4, 0, epochs, 32, true, "none");
    Scratch scratch = new Scratch(Files.createDirectory(folder.resolve(key)), key, 32);
    try (EventLog events = new EventLog(scratch.file("events"))) {
      Meter meter = new Meter(events, "training", epochs, (double) epochs * train.size());
      Spending spending = Spending.start(scratch.file(Spending.FILE));
      Attempt attempt = new Attempt(manager, scratch, meter, spending);
      if (LinearHeadLoop.fits(head, train, recipe)) {
        new LinearHeadLoop(head, train, validation, recipe, 1, attempt, Long.MAX_VALUE).run();
      } else {
        int batch = recipe.batchSize();
        new TrainingLoop(head, train, validation, recipe, classes, 1, batch, attempt).run();
      }
    }
  }
}

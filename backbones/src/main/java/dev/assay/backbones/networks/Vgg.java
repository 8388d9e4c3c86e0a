// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.VggArchitecture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * VGG without batch norm as in torchvision (Simonyan and Zisserman, Very Deep Convolutional
 * Networks for Large-Scale Image Recognition, 2014, arXiv:1409.1556). The pooled feature is the
 * input of the last linear layer, so the two hidden ones belong to the backbone, and so do their
 * dropouts; unless the whole classifier is the head, as in the original study's code: then it is
 * the input of the first.
 *
 * <pre>
 * 5 stages of (3x3 - ReLU) and maxpool 2x2 - average pool to 7x7 - 2 x (linear - ReLU - dropout)
 * </pre>
 */
public final class Vgg extends Backbone {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};
  private static final int POOLED = 7;

  /** Numbers of the pooled images. */
  public static final int FLAT = 512 * POOLED * POOLED;

  /** What torchvision's constructor draws the linear layers from. */
  public static final Init LINEAR = new Init.Normal(0.01);

  private final List<List<Convolution>> stages = new ArrayList<>();
  private final @Nullable Dense hidden1;
  private final @Nullable Dense hidden2;

  /**
   * @param featuresOnly whether it ends before its classifier
   */
  public Vgg(BackboneEntry entry, VggArchitecture architecture, boolean featuresOnly) {
    super(entry, featuresOnly ? FLAT : entry.featureSize());
    int in = 3;
    int layer = 0;
    for (int stage = 0; stage < CHANNELS.length; stage++) {
      List<Convolution> convolutions = new ArrayList<>();
      for (int i = 0; i < architecture.convolutions().get(stage); i++) {
        convolutions.add(new Convolution(layer, in, CHANNELS[stage]));
        in = CHANNELS[stage];
        layer += 2; // convolution and ReLU
      }
      stages.add(convolutions);
      layer++; // pooling
    }
    long wide = entry.featureSize();
    hidden1 = featuresOnly ? null : wideDense("classifier.0", LINEAR, Init.ZEROS, FLAT, wide);
    hidden2 = featuresOnly ? null : wideDense("classifier.3", LINEAR, Init.ZEROS, wide, wide);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x = Layers.channelsLast(images);
    for (List<Convolution> stage : stages) {
      int last = 0;
      for (Convolution convolution : stage) {
        x = convolution.replacing(pass, x);
        last = convolution.layer;
      }
      if (stage == stages.getLast()) {
        x = pass.maps(x, 1);
      }
      x = pass.show("features." + (last + 2), Layers.maxPool(x, 2, 2, 0));
    }
    x = pass.show("avgpool", Layers.adaptiveAveragePool(x, POOLED));
    if (hidden1 == null || hidden2 == null) {
      try (NDArray pooled = x) {
        return pooled.reshape(pooled.getShape().get(0), -1);
      }
    }
    try (NDArray pooled = x;
        NDArray flat = pooled.reshape(pooled.getShape().get(0), -1)) {
      x = pass.show("classifier.0", hidden1.of(flat));
    }
    x = pass.show("classifier.1", Layers.relu(x));
    try (NDArray hidden = Layers.dropoutHalf(pass, "classifier.2", x)) {
      x = pass.show("classifier.3", hidden2.of(hidden));
    }
    x = pass.show("classifier.4", Layers.relu(x));
    return Layers.dropoutHalf(pass, "classifier.5", x);
  }

  /** 3x3 and ReLU. */
  private final class Convolution {
    private final int layer;
    private final Conv conv;

    Convolution(int layer, int in, int out) {
      this.layer = layer;
      conv =
          convWithBias(
              "features." + layer, Init.kaimingFanOut(out, 3), Init.ZEROS, in, out, 3, 1, 1);
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        NDArray y = pass.show("features." + layer, conv.of(x));
        return pass.show("features." + (layer + 1), Layers.relu(y));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DenseNetArchitecture;
import java.util.ArrayList;
import java.util.List;

/**
 * DenseNet of growth rate 32 as in torchvision (Huang et al., Densely Connected Convolutional
 * Networks, 2016, arXiv:1608.06993).
 *
 * <pre>
 * conv0 7x7/2 - norm0 - ReLU - maxpool 3x3/2 - 4 dense blocks - norm5 - ReLU - average pool
 * a layer of a block: x -> norm - ReLU - 1x1 - norm - ReLU - 3x3 -> appended to the channels of x
 * between blocks: norm - ReLU - 1x1 to half the channels - average pool 2x2
 * </pre>
 */
public final class DenseNet extends Backbone {
  private static final int STEM = 64;
  private static final int GROWTH = 32;
  private static final int BOTTLENECK = 4 * GROWTH;

  private final Conv conv0;
  private final BatchNorm norm0;
  private final List<DenseBlock> blocks = new ArrayList<>();
  private final List<Transition> transitions = new ArrayList<>();
  private final BatchNorm norm5;

  public DenseNet(BackboneEntry entry, DenseNetArchitecture architecture) {
    super(entry);
    List<Integer> layersPerBlock = architecture.layers();
    conv0 = conv("features.conv0", Init.kaimingFanIn(3, 7), 3, STEM, 7, 2, 3);
    norm0 = norm("features.norm0", STEM);
    int channels = STEM;
    for (int i = 0; i < layersPerBlock.size(); i++) {
      blocks.add(new DenseBlock("features.denseblock" + (i + 1), channels, layersPerBlock.get(i)));
      channels += layersPerBlock.get(i) * GROWTH;
      if (i < layersPerBlock.size() - 1) {
        transitions.add(new Transition("features.transition" + (i + 1), channels));
        channels /= 2;
      }
    }
    norm5 = norm("features.norm5", channels);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = pass.show("features.norm0", norm0.after(pass, conv0, "features.conv0", pixels));
    }
    x = pass.show("features.relu0", Layers.relu(x));
    x = pass.show("features.pool0", Layers.maxPool(x, 3, 2, 1));
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).replacing(pass, x);
      if (i < transitions.size()) {
        x = transitions.get(i).replacing(pass, x);
      }
    }
    x = pass.show("features.norm5", norm5.replacing(pass, x));
    return Layers.globalAveragePool(pass.maps(Layers.relu(x), 1));
  }

  private Conv heConv(String name, int in, int out, int kernel) {
    return conv(name, Init.kaimingFanIn(in, kernel), in, out, kernel, 1, kernel / 2);
  }

  /** Layers that each see the outputs of all before them. */
  private final class DenseBlock {
    private final String name;
    private final List<DenseLayer> layers = new ArrayList<>();

    DenseBlock(String name, int in, int count) {
      this.name = name;
      for (int i = 0; i < count; i++) {
        layers.add(new DenseLayer(name + ".denselayer" + (i + 1), in + i * GROWTH));
      }
    }

    NDArray replacing(Pass pass, NDArray x) {
      NDArray all = x;
      for (DenseLayer layer : layers) {
        try (NDArray before = all;
            NDArray more = layer.of(pass, before)) {
          all = before.concat(more, 1);
        }
      }
      return pass.show(name, all);
    }
  }

  private final class DenseLayer {
    private final String name;
    private final BatchNorm norm1;
    private final Conv conv1;
    private final BatchNorm norm2;
    private final Conv conv2;

    DenseLayer(String name, int in) {
      this.name = name;
      norm1 = norm(name + ".norm1", in);
      conv1 = heConv(name + ".conv1", in, BOTTLENECK, 1);
      norm2 = norm(name + ".norm2", BOTTLENECK);
      conv2 = heConv(name + ".conv2", BOTTLENECK, GROWTH, 3);
    }

    NDArray of(Pass pass, NDArray x) {
      NDArray narrow;
      try (NDArray y = Layers.relu(norm1.of(pass, x))) {
        narrow = norm2.after(pass, conv1, name + ".conv1", y);
      }
      try (NDArray y = Layers.relu(narrow)) {
        return pass.show(name, conv2.of(y));
      }
    }
  }

  private final class Transition {
    private final String name;
    private final BatchNorm norm;
    private final Conv conv;

    Transition(String name, int in) {
      this.name = name;
      norm = norm(name + ".norm", in);
      conv = heConv(name + ".conv", in, in / 2, 1);
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (NDArray y = Layers.relu(norm.replacing(pass, x))) {
        return pass.show(name, Layers.averagePool(conv.of(y), 2));
      }
    }
  }
}

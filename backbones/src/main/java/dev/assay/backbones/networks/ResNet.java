// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.ResNetArchitecture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ResNet as in torchvision (He et al., Deep Residual Learning for Image Recognition, 2015,
 * arXiv:1512.03385; in bottlenecks the stride is in the 3x3 convolution, "v1.5").
 *
 * <pre>
 * conv1 7x7/2 - bn1 - ReLU - maxpool 3x3/2 - layer1 - layer2 - layer3 - layer4 - average pool
 * a block: x -> convolutions -> + shortcut -> ReLU
 * </pre>
 */
public final class ResNet extends Backbone {
  private static final int STEM = 64;

  private final Conv conv1;
  private final BatchNorm bn1;
  private final List<Block> blocks = new ArrayList<>();

  public ResNet(BackboneEntry entry, ResNetArchitecture architecture) {
    super(entry);
    boolean bottleneck = architecture.bottleneck();
    List<Integer> blocksPerStage = architecture.blocks();
    conv1 = conv("conv1", 3, STEM, 7, 2, 3);
    bn1 = norm("bn1", STEM);
    int in = STEM;
    for (int stage = 0; stage < blocksPerStage.size(); stage++) {
      int width = STEM << stage;
      int out = bottleneck ? 4 * width : width;
      for (int i = 0; i < blocksPerStage.get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        String name = "layer" + (stage + 1) + "." + i;
        blocks.add(
            bottleneck
                ? new Bottleneck(name, in, width, out, stride)
                : new Basic(name, in, out, stride));
        in = out;
      }
    }
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = pass.show("bn1", bn1.after(pass, conv1, "conv1", pixels));
    }
    x = Layers.relu(x);
    x = pass.show("maxpool", Layers.maxPool(x, 3, 2, 1));
    for (Block block : blocks) {
      x = pass.show(block.name, block.replacing(pass, x));
    }
    x = pass.maps(x, 1);
    return pass.show("avgpool", Layers.globalAveragePool(x));
  }

  /** What the two kinds of blocks share: the shortcut, the sum and the last ReLU. */
  private abstract class Block {
    private final String name;
    private @Nullable Conv downsample;
    private @Nullable BatchNorm downsampleNorm;

    Block(String name) {
      this.name = name;
    }

    final String name(String layer) {
      return name + "." + layer;
    }

    /** Declared last, as in the official state dict. */
    final void declareShortcut(int in, int out, int stride) {
      if (in != out || stride != 1) {
        downsample = conv(name + ".downsample.0", in, out, 1, stride, 0);
        downsampleNorm = norm(name + ".downsample.1", out);
      }
    }

    abstract NDArray branch(Pass pass, NDArray x);

    final NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        NDArray sum = branch(pass, x);
        if (downsample == null || downsampleNorm == null) {
          Layers.addTo(sum, x);
        } else {
          try (NDArray shortcut =
              downsampleNorm.after(pass, downsample, name + ".downsample.0", x)) {
            Layers.addTo(sum, shortcut);
          }
        }
        return Layers.relu(sum);
      }
    }
  }

  /** 3x3 - 3x3. */
  private final class Basic extends Block {
    private final Conv conv1;
    private final BatchNorm bn1;
    private final Conv conv2;
    private final BatchNorm bn2;

    Basic(String name, int in, int out, int stride) {
      super(name);
      conv1 = conv(name + ".conv1", in, out, 3, stride, 1);
      bn1 = norm(name + ".bn1", out);
      conv2 = conv(name + ".conv2", out, out, 3, 1, 1);
      bn2 = norm(name + ".bn2", out);
      declareShortcut(in, out, stride);
    }

    @Override
    NDArray branch(Pass pass, NDArray x) {
      try (NDArray y = Layers.relu(bn1.after(pass, conv1, name("conv1"), x))) {
        return bn2.after(pass, conv2, name("conv2"), y);
      }
    }
  }

  /** 1x1 down - 3x3 - 1x1 up. */
  private final class Bottleneck extends Block {
    private final Conv conv1;
    private final BatchNorm bn1;
    private final Conv conv2;
    private final BatchNorm bn2;
    private final Conv conv3;
    private final BatchNorm bn3;

    Bottleneck(String name, int in, int width, int out, int stride) {
      super(name);
      conv1 = conv(name + ".conv1", in, width, 1, 1, 0);
      bn1 = norm(name + ".bn1", width);
      conv2 = conv(name + ".conv2", width, width, 3, stride, 1);
      bn2 = norm(name + ".bn2", width);
      conv3 = conv(name + ".conv3", width, out, 1, 1, 0);
      bn3 = norm(name + ".bn3", out);
      declareShortcut(in, out, stride);
    }

    @Override
    NDArray branch(Pass pass, NDArray x) {
      try (NDArray y = Layers.relu(bn1.after(pass, conv1, name("conv1"), x));
          NDArray z = Layers.relu(bn2.after(pass, conv2, name("conv2"), y))) {
        y.close();
        return bn3.after(pass, conv3, name("conv3"), z);
      }
    }
  }
}

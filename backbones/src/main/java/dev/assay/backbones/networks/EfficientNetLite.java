// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.EfficientNetLiteArchitecture;
import dev.assay.weights.EfficientNetLiteArchitecture.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EfficientNet-Lite 0 to 4 (Google, 2020), which differs from EfficientNet in what phones compute
 * slowly: no squeeze and excitation, ReLU6 for SiLU. Convolutions are padded as TensorFlow pads
 * them. Dropout and drop connect are off, in training, too.
 *
 * <pre>
 * 3x3/2 - blocks - 1x1 to 1280 - average pool; batch norm and ReLU6 after each
 * a block: x -> 1x1 wider -> depthwise -> 1x1 narrower, linear -> + x if of equal shape
 * </pre>
 */
public final class EfficientNetLite extends Backbone {
  /** TensorFlow's. */
  private static final float EPSILON = 1e-3f;

  private static final float MOMENTUM = 0.1f;

  private final ConvNorm stem;
  private final List<Block> blocks = new ArrayList<>();
  private final ConvNorm last;

  public EfficientNetLite(BackboneEntry entry, EfficientNetLiteArchitecture architecture) {
    super(entry);
    stem = new ConvNorm("_conv_stem", "_bn0", 3, architecture.stem(), 3, 2, 1);
    int in = architecture.stem();
    for (Stage stage : architecture.stages()) {
      for (int i = 0; i < stage.repeats(); i++) {
        blocks.add(new Block("_blocks." + blocks.size(), stage, in, i == 0 ? stage.stride() : 1));
        in = stage.channels();
      }
    }
    last = new ConvNorm("_conv_head", "_bn1", in, entry.featureSize(), 1, 1, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = pass.show("_bn0", Layers.relu6(stem.of(pass, pixels)));
    }
    for (Block block : blocks) {
      x = pass.show(block.name, block.replacing(pass, x));
    }
    try (NDArray wide = x) {
      x = Layers.relu6(last.of(pass, wide));
    }
    x = pass.maps(x, 1);
    return pass.show("global_pool", Layers.globalAveragePool(x));
  }

  private final class ConvNorm {
    private final String name;
    private final Conv conv;
    private final BatchNorm norm;

    ConvNorm(String name, String normName, int in, int out, int kernel, int stride, int groups) {
      this.name = name;
      conv = conv(name, in, out, kernel, stride, 0, groups);
      norm = norm(normName, out, EPSILON, MOMENTUM);
    }

    NDArray of(Pass pass, NDArray x) {
      return norm.afterSame(pass, conv, name, x);
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        return of(pass, x);
      }
    }
  }

  private final class Block {
    private final String name;
    private final @Nullable ConvNorm expand;
    private final ConvNorm depthwise;
    private final ConvNorm project;
    private final boolean residual;

    Block(String name, Stage stage, int in, int stride) {
      this.name = name;
      int hidden = in * stage.expansion();
      String layer = name + ".";
      expand =
          stage.expansion() == 1
              ? null
              : new ConvNorm(layer + "_expand_conv", layer + "_bn0", in, hidden, 1, 1, 1);
      depthwise =
          new ConvNorm(
              layer + "_depthwise_conv",
              layer + "_bn1",
              hidden,
              hidden,
              stage.kernel(),
              stride,
              hidden);
      project =
          new ConvNorm(layer + "_project_conv", layer + "_bn2", hidden, stage.channels(), 1, 1, 1);
      residual = stride == 1 && in == stage.channels();
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        NDArray y;
        if (expand == null) {
          y = depthwise.of(pass, x);
        } else {
          y = depthwise.replacing(pass, Layers.relu6(expand.of(pass, x)));
        }
        y = project.replacing(pass, Layers.relu6(y));
        return residual ? Layers.addTo(y, x) : y;
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.SqueezeExcitation;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.MobileNetV3Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * MobileNetV3 as in torchvision (Howard et al., 2019, arXiv:1905.02244). The dropout before the
 * last layer of its classifier is off.
 *
 * <pre>
 * 3x3/2 - blocks - 1x1 - average pool - linear - hard-swish
 * a block: x -> 1x1 wider -> depthwise -> squeeze and excitation -> 1x1 narrower, linear -> + x if of equal shape
 * batch norm after each convolution, then hard-swish; in the first blocks ReLU
 * </pre>
 */
public final class MobileNetV3 extends Backbone {
  private static final float EPSILON = 1e-3f;
  private static final float MOMENTUM = 0.01f;
  private static final Init HIDDEN = new Init.Normal(0.01);

  private final ConvNorm first;
  private final List<Block> blocks = new ArrayList<>();
  private final ConvNorm last;
  private final Dense hidden;

  public MobileNetV3(BackboneEntry entry, MobileNetV3Architecture architecture) {
    super(entry);
    first = new ConvNorm("features.0", 3, architecture.stem(), 3, 2, 1, Layers::hardSwish);
    int in = architecture.stem();
    for (MobileNetV3Architecture.Block block : architecture.blocks()) {
      blocks.add(new Block("features." + (blocks.size() + 1), in, block));
      in = block.channels();
    }
    String end = "features." + (blocks.size() + 1);
    last = new ConvNorm(end, in, architecture.last(), 1, 1, 1, Layers::hardSwish);
    hidden =
        dense("classifier.0", HIDDEN, Init.ZEROS, architecture.last(), architecture.features());
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = first.of(pass, pixels);
    }
    for (Block block : blocks) {
      x = pass.show(block.name, block.replacing(pass, x));
    }
    x = pass.maps(last.replacing(pass, x), 1);
    try (NDArray pooled = pass.show("avgpool", Layers.globalAveragePool(x))) {
      return Layers.hardSwish(pass.show("classifier.0", hidden.of(pooled)));
    }
  }

  private final class ConvNorm {
    private final String name;
    private final Conv conv;
    private final BatchNorm norm;
    private final UnaryOperator<NDArray> activation;

    ConvNorm(
        String name,
        int in,
        int out,
        int kernel,
        int stride,
        int groups,
        UnaryOperator<NDArray> activation) {
      this.name = name;
      this.activation = activation;
      conv = conv(name + ".0", in, out, kernel, stride, kernel / 2, groups);
      norm = norm(name + ".1", out, EPSILON, MOMENTUM);
    }

    NDArray of(Pass pass, NDArray x) {
      NDArray normal = pass.show(name + ".1", norm.after(pass, conv, name + ".0", x));
      return pass.show(name, activation.apply(normal));
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        return of(pass, x);
      }
    }
  }

  private final class Block {
    private final String name;
    private final List<ConvNorm> wide = new ArrayList<>();
    private final @Nullable SqueezeExcitation excitation;
    private final ConvNorm project;
    private final boolean residual;

    Block(String name, int in, MobileNetV3Architecture.Block block) {
      this.name = name;
      int expanded = block.expanded();
      int stride = block.stride();
      UnaryOperator<NDArray> activation = block.hardSwish() ? Layers::hardSwish : Layers::relu;
      String layer = name + ".block.";
      int next = 0;
      if (expanded != in) {
        wide.add(new ConvNorm(layer + next++, in, expanded, 1, 1, 1, activation));
      }
      int kernel = block.kernel();
      wide.add(
          new ConvNorm(layer + next++, expanded, expanded, kernel, stride, expanded, activation));
      excitation =
          block.excited()
              ? squeezeExcitation(
                  layer + next++, expanded, block.squeezed(), Layers::relu, Layers::hardSigmoid)
              : null;
      project =
          new ConvNorm(layer + next, expanded, block.channels(), 1, 1, 1, UnaryOperator.identity());
      residual = stride == 1 && in == block.channels();
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        NDArray y = wide.getFirst().of(pass, x);
        for (ConvNorm more : wide.subList(1, wide.size())) {
          y = more.replacing(pass, y);
        }
        if (excitation != null) {
          try (NDArray unweighted = y) {
            y = excitation.of(pass, unweighted);
          }
        }
        y = project.replacing(pass, y);
        return residual ? Layers.addTo(y, x) : y;
      }
    }
  }
}

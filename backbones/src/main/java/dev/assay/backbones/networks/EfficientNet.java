// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.SqueezeExcitation;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.EfficientNetArchitecture;
import dev.assay.weights.EfficientNetArchitecture.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EfficientNet and EfficientNetV2 as in torchvision (Tan and Le, 2019, arXiv:1905.11946; 2021,
 * arXiv:2104.00298). Stochastic depth and the dropout before the classifier are off, in training,
 * too.
 *
 * <pre>
 * 3x3/2 - stages - 1x1 - average pool; batch norm and SiLU after each
 * a block: x -> 1x1 wider -> depthwise -> squeeze and excitation -> 1x1 narrower, linear -> + x if of equal shape
 * a fused block: x -> 3x3 wider -> 1x1 narrower, linear -> + x; 3x3 alone where nothing is wider
 * </pre>
 */
public final class EfficientNet extends Backbone {
  private final float epsilon;
  private final float momentum;
  private final ConvNorm first;
  private final List<List<Block>> stages = new ArrayList<>();
  private final ConvNorm last;

  public EfficientNet(BackboneEntry entry, EfficientNetArchitecture architecture) {
    super(entry);
    epsilon = architecture.epsilon();
    momentum = architecture.momentum();
    first = new ConvNorm("features.0", 3, architecture.stem(), 3, 2, 1, true);
    for (Stage stage : architecture.stages()) {
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < stage.repeats(); i++) {
        String name = "features." + (stages.size() + 1) + "." + i;
        int in = i == 0 ? stage.in() : stage.channels();
        blocks.add(new Block(name, stage, in, i == 0 ? stage.stride() : 1));
      }
      stages.add(blocks);
    }
    String end = "features." + (stages.size() + 1);
    int in = architecture.stages().getLast().channels();
    last = new ConvNorm(end, in, architecture.features(), 1, 1, 1, true);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = first.of(pass, pixels);
    }
    for (int i = 0; i < stages.size(); i++) {
      for (Block block : stages.get(i)) {
        x = pass.show(block.name, block.replacing(pass, x));
      }
      pass.show("features." + (i + 1), x);
    }
    try (NDArray wide = x) {
      x = last.of(pass, wide);
    }
    x = pass.maps(x, 1);
    return pass.show("avgpool", Layers.globalAveragePool(x));
  }

  /** Convolution, batch norm, and SiLU unless it is linear. */
  private final class ConvNorm {
    private final String name;
    private final Conv conv;
    private final BatchNorm norm;
    private final boolean activated;

    ConvNorm(String name, int in, int out, int kernel, int stride, int groups, boolean activated) {
      this.name = name;
      this.activated = activated;
      conv = conv(name + ".0", in, out, kernel, stride, kernel / 2, groups);
      norm = norm(name + ".1", out, epsilon, momentum);
    }

    NDArray of(Pass pass, NDArray x) {
      NDArray normal = pass.show(name + ".1", norm.after(pass, conv, name + ".0", x));
      return pass.show(name, activated ? Layers.silu(normal) : normal);
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        return of(pass, x);
      }
    }
  }

  /** Up to three convolutions, the parts that a variant lacks absent. */
  private final class Block {
    private final String name;
    private final List<ConvNorm> wide = new ArrayList<>();
    private final @Nullable SqueezeExcitation excitation;
    private final @Nullable ConvNorm project;
    private final boolean residual;

    Block(String name, Stage stage, int in, int stride) {
      this.name = name;
      int hidden = in * stage.expansion();
      int out = stage.channels();
      int kernel = stage.kernel();
      residual = stride == 1 && in == out;
      String layer = name + ".block.";
      if (stage.fused()) {
        boolean alone = stage.expansion() == 1;
        wide.add(new ConvNorm(layer + 0, in, alone ? out : hidden, kernel, stride, 1, true));
        excitation = null;
        project = alone ? null : new ConvNorm(layer + 1, hidden, out, 1, 1, 1, false);
        return;
      }
      int next = 0;
      if (stage.expansion() != 1) {
        wide.add(new ConvNorm(layer + next++, in, hidden, 1, 1, 1, true));
      }
      wide.add(new ConvNorm(layer + next++, hidden, hidden, kernel, stride, hidden, true));
      int squeezed = Math.max(1, in / 4);
      excitation =
          squeezeExcitation(layer + next++, hidden, squeezed, Layers::silu, Layers::sigmoid);
      project = new ConvNorm(layer + next, hidden, out, 1, 1, 1, false);
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
        if (project != null) {
          y = project.replacing(pass, y);
        }
        return residual ? Layers.addTo(y, x) : y;
      }
    }
  }
}

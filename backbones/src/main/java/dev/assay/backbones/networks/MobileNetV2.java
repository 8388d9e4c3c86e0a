// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.BatchNorm;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.MobileNetV2Architecture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MobileNetV2 of width 1.0 as in torchvision (Sandler et al., MobileNetV2: Inverted Residuals and
 * Linear Bottlenecks, 2018, arXiv:1801.04381). The dropout before its classifier belongs to the
 * classifier and is not here.
 *
 * <pre>
 * 3x3/2 - 17 inverted residuals - 1x1 to 1280 - average pool; batch norm and ReLU6 after each
 * an inverted residual: x -> 1x1 wider -> 3x3 depthwise -> 1x1 narrower, linear -> + x if of equal shape
 * </pre>
 */
public final class MobileNetV2 extends Backbone {
  private final ConvNormActivation first;
  private final List<InvertedResidual> blocks = new ArrayList<>();
  private final ConvNormActivation last;

  public MobileNetV2(BackboneEntry entry, MobileNetV2Architecture architecture) {
    super(entry);
    first = new ConvNormActivation("features.0", 3, architecture.stem(), 3, 2, 1);
    int in = architecture.stem();
    for (MobileNetV2Architecture.Stage stage : architecture.stages()) {
      for (int i = 0; i < stage.repeats(); i++) {
        int stride = i == 0 ? stage.stride() : 1;
        String name = "features." + (blocks.size() + 1);
        blocks.add(new InvertedResidual(name, in, stage.channels(), stage.expansion(), stride));
        in = stage.channels();
      }
    }
    String end = "features." + (blocks.size() + 1);
    last = new ConvNormActivation(end, in, entry.featureSize(), 1, 1, 1);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images)) {
      x = pass.show(first.name, first.of(pass, pixels));
    }
    for (InvertedResidual block : blocks) {
      x = pass.show(block.name, block.replacing(pass, x));
    }
    try (NDArray wide = x) {
      x = pass.show(last.name, last.of(pass, wide));
    }
    x = pass.maps(x, 1);
    return Layers.globalAveragePool(x);
  }

  /** Convolution, batch norm, ReLU6. */
  private final class ConvNormActivation {
    private final String name;
    private final Conv conv;
    private final BatchNorm norm;

    ConvNormActivation(String name, int in, int out, int kernel, int stride, int groups) {
      this.name = name;
      conv = conv(name + ".0", in, out, kernel, stride, kernel / 2, groups);
      norm = norm(name + ".1", out);
    }

    NDArray of(Pass pass, NDArray x) {
      return Layers.relu6(norm.after(pass, conv, name + ".0", x));
    }
  }

  private final class InvertedResidual {
    private final String name;
    private final @Nullable ConvNormActivation expand;
    private final ConvNormActivation depthwise;
    private final Conv project;
    private final BatchNorm norm;
    private final boolean residual;

    InvertedResidual(String name, int in, int out, int expansion, int stride) {
      this.name = name;
      int hidden = in * expansion;
      int layer = 0;
      expand =
          expansion == 1
              ? null
              : new ConvNormActivation(name + ".conv." + layer++, in, hidden, 1, 1, 1);
      depthwise =
          new ConvNormActivation(name + ".conv." + layer++, hidden, hidden, 3, stride, hidden);
      project = conv(name + ".conv." + layer++, hidden, out, 1, 1, 0);
      norm = norm(name + ".conv." + layer, out);
      residual = stride == 1 && in == out;
    }

    NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        NDArray y = branch(pass, x);
        return residual ? Layers.addTo(y, x) : y;
      }
    }

    private NDArray branch(Pass pass, NDArray x) {
      if (expand == null) {
        return narrow(pass, depthwise.of(pass, x));
      }
      try (NDArray wide = expand.of(pass, x)) {
        return narrow(pass, depthwise.of(pass, wide));
      }
    }

    private NDArray narrow(Pass pass, NDArray wide) {
      try (wide) {
        return norm.after(pass, project, name + ".project", wide);
      }
    }
  }
}

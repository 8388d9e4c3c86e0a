// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.LayerNorm;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.ConvNextArchitecture;
import java.util.ArrayList;
import java.util.List;

/**
 * ConvNeXt as in torchvision and in DINOv3 (Liu et al., 2022, arXiv:2201.03545). Stochastic depth
 * is off, in training, too. Inside, the channels of a pixel are the last axis, which norms and
 * linear layers work on.
 *
 * <pre>
 * 4x4/4 - norm - stages, with norm - 2x2/2 between them - average pool - norm
 * a block: x -> 7x7 depthwise -> norm -> linear to four times the width -> GELU -> linear -> scale -> + x
 * </pre>
 *
 * DINOv3's feature is the norm of the mean position, followed by the mean of the norms of all
 * positions.
 */
public final class ConvNext extends Backbone {
  /** What the constructors of the official code draw from. */
  private static final Init WEIGHTS = new Init.Normal(0.02);

  private static final Init SCALE = new Init.Constant(1e-6f);

  private final boolean dinoV3;
  private final List<Downsampling> downsamplings = new ArrayList<>();
  private final List<List<Block>> stages = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final LayerNorm norm;
  private final String normName;

  public ConvNext(BackboneEntry entry, ConvNextArchitecture architecture) {
    super(entry);
    dinoV3 = architecture.dinoV3();
    int count = architecture.depths().size();
    for (int stage = 0; dinoV3 && stage < count; stage++) {
      downsamplings.add(new Downsampling(architecture, stage));
    }
    for (int stage = 0; stage < count; stage++) {
      if (!dinoV3) {
        downsamplings.add(new Downsampling(architecture, stage));
      }
      String name = architecture.stage(stage);
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < architecture.depths().get(stage); i++) {
        blocks.add(new Block(name + "." + i, architecture.parts(), architecture.channels(stage)));
      }
      stages.add(blocks);
      names.add(name);
    }
    normName = architecture.norm();
    norm = layerNorm(normName, architecture.channels(count - 1));
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x = Layers.channelsLast(images);
    for (int stage = 0; stage < stages.size(); stage++) {
      x = downsamplings.get(stage).replacing(pass, x, stage == 0);
      for (Block block : stages.get(stage)) {
        x = block.replacing(pass, x);
      }
      show(pass, names.get(stage), x);
    }
    x = pass.maps(x, 3);
    NDArray tokens;
    try (NDArray pixels = x) {
      long width = pixels.getShape().get(3);
      tokens = pixels.reshape(pixels.getShape().get(0), -1, width);
    }
    try (tokens;
        NDArray mean = pass.show("avgpool", tokens.mean(new int[] {1}))) {
      NDArray pooled = pass.show(normName, norm.of(mean));
      return dinoV3 ? withPositions(pass, pooled, tokens) : pooled;
    }
  }

  private NDArray withPositions(Pass pass, NDArray pooled, NDArray tokens) {
    try (pooled;
        NDArray normal = norm.of(tokens);
        NDArray mean = pass.show("x_norm_patchtokens_mean", normal.mean(new int[] {1}))) {
      return NDArrays.concat(new NDList(pooled, mean), 1);
    }
  }

  /** Shows an array N x H x W x C as the official modules have it, channels first. */
  private static void show(Pass pass, String name, NDArray x) {
    try (NDArray channelsFirst = x.transpose(0, 3, 1, 2)) {
      pass.show(name, channelsFirst);
    }
  }

  private final class Downsampling {
    private final String name;
    private final Conv conv;
    private final LayerNorm norm;

    Downsampling(ConvNextArchitecture architecture, int stage) {
      name = architecture.downsampling(stage);
      int out = architecture.channels(stage);
      if (stage == 0) {
        conv = convWithBias(name + ".0", WEIGHTS, Init.ZEROS, 3, out, 4, 4, 0);
        norm = layerNorm(name + ".1", out);
      } else {
        int in = architecture.channels(stage - 1);
        norm = layerNorm(name + ".0", in);
        conv = convWithBias(name + ".1", WEIGHTS, Init.ZEROS, in, out, 2, 2, 0);
      }
    }

    /**
     * @param x of the stem N x 3 x H x W, else N x H x W x C
     */
    NDArray replacing(Pass pass, NDArray x, boolean stem) {
      if (stem) {
        try (x;
            NDArray convolved = pass.show(name + ".0", conv.of(x));
            NDArray pixels = convolved.transpose(0, 2, 3, 1)) {
          NDArray normal = norm.of(pixels);
          show(pass, name, normal);
          return normal;
        }
      }
      try (x;
          NDArray normal = norm.of(x);
          NDArray channelsFirst = pass.show(name + ".0", normal.transpose(0, 3, 1, 2));
          NDArray convolved = pass.show(name, conv.of(channelsFirst))) {
        return convolved.transpose(0, 2, 3, 1);
      }
    }
  }

  private final class Block {
    private final String name;
    private final List<String> parts;
    private final Parameter scale;
    private final Conv conv;
    private final LayerNorm norm;
    private final Dense wide;
    private final Dense narrow;

    Block(String name, List<String> parts, long channels) {
      this.name = name;
      this.parts = parts.stream().map(part -> name + "." + part).toList();
      scale =
          dinoV3 ? parameter(part(0), SCALE, channels) : parameter(part(0), SCALE, channels, 1, 1);
      conv = depthwiseWithBias(part(1), WEIGHTS, channels, 7);
      norm = layerNorm(part(2), channels);
      wide = tokenDense(part(3), WEIGHTS, Init.ZEROS, channels, 4 * channels);
      narrow = tokenDense(part(4), WEIGHTS, Init.ZEROS, 4 * channels, channels);
    }

    private String part(int number) {
      return parts.get(number);
    }

    /**
     * @param x N x H x W x C
     */
    NDArray replacing(Pass pass, NDArray x) {
      long count = x.getShape().get(0);
      long channels = x.getShape().get(3);
      NDArray hidden;
      try (NDArray channelsFirst = x.transpose(0, 3, 1, 2);
          NDArray convolved = pass.show(part(1), conv.of(channelsFirst));
          NDArray pixels = convolved.transpose(0, 2, 3, 1);
          NDArray normal = pass.show(part(2), norm.of(pixels));
          NDArray tokens = normal.reshape(count, -1, channels)) {
        hidden = pass.show(part(3), wide.ofTokens(tokens));
      }
      try (x;
          NDArray active = pass.show(name + ".block.4", Layers.gelu(hidden));
          NDArray branch = pass.show(part(4), narrow.ofTokens(active));
          NDArray factors = scale.getArray().reshape(channels);
          NDArray scaled = branch.mul(factors)) {
        NDArray sum = Layers.addTo(scaled.reshape(x.getShape()), x);
        show(pass, name, sum);
        return sum;
      }
    }
  }
}

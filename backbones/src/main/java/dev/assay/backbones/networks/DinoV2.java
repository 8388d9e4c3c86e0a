// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Operators;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.LayerNorm;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.layers.Resampling;
import dev.assay.contracts.Actor;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DinoV2Architecture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vision transformers of DINOv2 (Oquab et al., DINOv2: Learning Robust Visual Features without
 * Supervision, 2023, arXiv:2304.07193; with registers: Darcet et al., Vision Transformers Need
 * Registers, 2023, arXiv:2309.16588). The pooled feature is the class token of the last block and
 * the mean of its patch tokens, both normalised.
 *
 * <pre>
 * patches 14x14 and a class token - + position - blocks - norm
 * a block: x -> x + ls1 attention(norm1 x) -> + ls2 mlp(norm2 x)
 * </pre>
 *
 * Sides of images are multiples of 14. Position embeddings are for 37 x 37 patches and interpolated
 * for any other number.
 */
public final class DinoV2 extends Backbone {
  private static final int PATCH = DinoV2Architecture.PATCH;
  private static final int GRID = DinoV2Architecture.GRID;
  private static final int HEAD = 64;

  /** What the constructors of the official code draw from. */
  private static final Init LINEAR = new Init.Normal(0.02);

  private static final Init TOKEN = new Init.Normal(1e-6);

  private final int width;
  private final int registers;
  private final Parameter classToken;
  private final Parameter positions;
  private final @Nullable Parameter registerTokens;
  private final Conv patchEmbed;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm norm;

  public DinoV2(BackboneEntry entry, DinoV2Architecture architecture) {
    super(entry);
    width = architecture.width();
    registers = architecture.registers();
    classToken = parameter("cls_token", TOKEN, 1, 1, width);
    positions = parameter("pos_embed", LINEAR, 1, 1 + GRID * GRID, width);
    registerTokens =
        registers == 0 ? null : parameter("register_tokens", TOKEN, 1, registers, width);
    unused("mask_token", Init.ZEROS, 1, width); // for pretraining
    Init pixels = Init.linear(3 * PATCH * PATCH);
    patchEmbed = convWithBias("patch_embed.proj", pixels, pixels, 3, width, PATCH, PATCH, 0);
    for (int i = 0; i < architecture.depth(); i++) {
      blocks.add(new Block("blocks." + i, architecture));
    }
    norm = layerNorm("norm", width);
  }

  /** Length of a token. */
  int width() {
    return width;
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    return features(pass, images, 1);
  }

  /**
   * Class tokens and the mean patch token of the last block, all normalised.
   *
   * @param last number of blocks, up to the last, whose class tokens are taken
   * @return N x (last + 1) width, the mean patch token at the end
   */
  NDArray features(Pass pass, NDArray images, int last) {
    NDArray x = tokens(pass, images);
    NDList parts = new NDList();
    for (int i = 0; i < blocks.size(); i++) {
      x = pass.show(blocks.get(i).name, blocks.get(i).replacing(pass, x));
      if (i >= blocks.size() - last && i < blocks.size() - 1) {
        try (NDArray token = x.get(":, 0")) {
          parts.add(norm.of(token));
        }
      }
    }
    try (NDArray end = x;
        NDArray normal = norm.of(end);
        NDArray patches = normal.get(":, " + (1 + registers) + ":")) {
      parts.add(pass.show("x_norm_clstoken", normal.get(":, 0")));
      parts.add(pass.show("x_norm_patchtokens_mean", patches.mean(new int[] {1})));
    }
    try (parts) {
      return pass.show("linear_input", NDArrays.concat(parts, 1));
    }
  }

  // ---- tokens -------------------------------------------------------------------------------

  private NDArray tokens(Pass pass, NDArray images) {
    NDManager manager = images.getManager();
    long count = images.getShape().get(0);
    int rows = patches(images, 2);
    int columns = patches(images, 3);
    NDArray embedded;
    try (NDArray grid = patchEmbed.of(images);
        NDArray flat = grid.reshape(count, width, (long) rows * columns)) {
      embedded = pass.show("patch_embed", flat.transpose(0, 2, 1));
    }
    // The image's manager comes first in every product, or the result outlives the step.
    try (NDArray ones = manager.ones(new Shape(count, 1, 1));
        NDArray first = ones.mul(classToken.getArray());
        NDArray all = closing(embedded, first.concat(embedded, 1));
        NDArray position =
            pass.show("pos_embed_interpolated", interpolated(manager, rows, columns))) {
      NDArray x = pass.show("tokens_plus_pos", all.add(position));
      if (registerTokens == null) {
        return x;
      }
      try (x;
          NDArray start = x.get(":, :1");
          NDArray end = x.get(":, 1:");
          NDArray between = ones.mul(registerTokens.getArray())) {
        return NDArrays.concat(new NDList(start, between, end), 1);
      }
    }
  }

  private int patches(NDArray images, int axis) {
    long side = images.getShape().get(axis);
    if (side % PATCH != 0) {
      throw new BackboneException(
          Actor.USER,
          "%s needs sides that are multiples of %d, not %d; set the crop to one, e.g. 224"
              .formatted(entry().name(), PATCH, side));
    }
    return (int) (side / PATCH);
  }

  /**
   * Position embeddings for a number of patches, with that of the class token: 1 x (1 + rows
   * columns) x width. Differentiable.
   */
  private NDArray interpolated(NDManager manager, int rows, int columns) {
    NDArray all = positions.getArray();
    if (rows == GRID && columns == GRID) {
      return all.get(manager, new NDIndex(":"));
    }
    try (NDArray first = all.get(manager, new NDIndex(":, :1"));
        NDArray patches = all.get(manager, new NDIndex(":, 1:"));
        NDArray lines = patches.reshape(GRID, (long) GRID * width);
        NDArray vertical = resampling(rows).array(manager);
        NDArray tall = vertical.matMul(lines);
        NDArray grid = tall.reshape(rows, GRID, width);
        NDArray horizontal = resampling(columns).array(manager);
        NDArray wide = horizontal.matMul(grid);
        NDArray flat = wide.reshape(1, (long) rows * columns, width)) {
      return first.concat(flat, 1);
    }
  }

  /**
   * The models without registers state a scale of (patches + 0.1) / 37 and not the number of
   * patches, which moves every sample a little; those with registers do neither, and antialias.
   */
  private Resampling resampling(int patches) {
    return registers == 0
        ? Resampling.bicubic(GRID, patches, (patches + 0.1) / GRID)
        : Resampling.bicubicAntialiased(GRID, patches);
  }

  private static NDArray closing(NDArray used, NDArray result) {
    used.close();
    return result;
  }

  // ---- blocks -------------------------------------------------------------------------------

  private final class Block {
    private final String name;
    private final LayerNorm norm1;
    private final Attention attention;
    private final Parameter scale1;
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final Parameter scale2;

    Block(String name, DinoV2Architecture architecture) {
      this.name = name;
      norm1 = layerNorm(name + ".norm1", width);
      attention = new Attention(name + ".attn");
      scale1 = parameter(name + ".ls1.gamma", Init.ONES, width);
      norm2 = layerNorm(name + ".norm2", width);
      long hidden = architecture.hidden();
      mlp =
          architecture.gated()
              ? new Gated(name + ".mlp", hidden)
              : new TwoLayers(name + ".mlp", hidden);
      scale2 = parameter(name + ".ls2.gamma", Init.ONES, width);
    }

    NDArray replacing(Pass pass, NDArray x) {
      NDArray middle;
      try (x;
          NDArray normal = pass.show(name + ".norm1", norm1.of(x));
          NDArray branch = pass.show(name + ".attn", attention.of(pass, normal))) {
        NDArray scaled = pass.show(name + ".ls1", branch.mul(scale1.getArray()));
        middle = Layers.addTo(scaled, x);
      }
      try (middle;
          NDArray normal = norm2.of(middle);
          NDArray branch = pass.show(name + ".mlp", mlp.of(pass, normal))) {
        NDArray scaled = pass.show(name + ".ls2", branch.mul(scale2.getArray()));
        return Layers.addTo(scaled, middle);
      }
    }
  }

  /** Multi-head self-attention; heads of 64. */
  private final class Attention {
    private final Dense qkv;
    private final Dense proj;

    Attention(String name) {
      qkv = dense(name + ".qkv", LINEAR, Init.ZEROS, width, 3L * width);
      proj = dense(name + ".proj", LINEAR, Init.ZEROS, width, width);
    }

    NDArray of(Pass pass, NDArray x) {
      long count = x.getShape().get(0);
      long tokens = x.getShape().get(1);
      NDArray joined;
      try (NDArray flat = qkv.ofTokens(x);
          NDArray split = flat.reshape(count, tokens, 3, width / HEAD, HEAD);
          NDArray three = split.transpose(2, 0, 3, 1, 4);
          NDArray queries = three.get(0);
          NDArray keys = three.get(1);
          NDArray values = three.get(2);
          NDArray mixed = attended(pass, queries, keys, values);
          NDArray back = mixed.transpose(0, 2, 1, 3)) {
        joined = back.reshape(count, tokens, width);
      }
      try (joined) {
        return proj.ofTokens(joined);
      }
    }
  }

  private NDArray attended(Pass pass, NDArray queries, NDArray keys, NDArray values) {
    pass.attends(queries, keys, 1 + registers, false);
    return Operators.attention(queries, keys, values);
  }

  private interface Mlp {
    NDArray of(Pass pass, NDArray x);
  }

  /** Linear to four times the width - GELU - linear. */
  private final class TwoLayers implements Mlp {
    private final String name;
    private final Dense fc1;
    private final Dense fc2;

    TwoLayers(String name, long hidden) {
      this.name = name;
      fc1 = tokenDense(name + ".fc1", LINEAR, Init.ZEROS, width, hidden);
      fc2 = tokenDense(name + ".fc2", LINEAR, Init.ZEROS, hidden, width);
    }

    @Override
    public NDArray of(Pass pass, NDArray x) {
      try (NDArray hidden = Layers.gelu(pass.show(name + ".fc1", fc1.ofTokens(x)))) {
        return fc2.ofTokens(hidden);
      }
    }
  }

  /** SwiGLU (Shazeer, 2020, arXiv:2002.05202): silu(x W1) x W2, then linear. */
  private final class Gated implements Mlp {
    private final Dense w12;
    private final Dense w3;

    Gated(String name, long hidden) {
      w12 = tokenDense(name + ".w12", LINEAR, Init.ZEROS, width, 2 * hidden);
      w3 = tokenDense(name + ".w3", LINEAR, Init.ZEROS, hidden, width);
    }

    @Override
    public NDArray of(Pass pass, NDArray x) {
      NDArray hidden;
      try (NDArray both = w12.ofTokens(x);
          NDList halves = both.split(2, 2);
          NDArray sigmoid = Activation.sigmoid(halves.get(0));
          NDArray gate = halves.get(0).mul(sigmoid)) {
        hidden = gate.mul(halves.get(1));
      }
      try (hidden) {
        return w3.ofTokens(hidden);
      }
    }
  }
}

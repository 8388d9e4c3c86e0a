// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Operators;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.LayerNorm;
import dev.assay.backbones.layers.Pass;
import dev.assay.contracts.Actor;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DinoV3Architecture;
import dev.assay.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vision transformers of DINOv3 (Siméoni et al., 2025, arXiv:2508.10104), written from what is
 * published about them and not from their code. The pooled feature is the class token of the last
 * block and the mean of its patch tokens, both normalised.
 *
 * <pre>
 * class token, 4 storage tokens, patches 16x16 - blocks - norm
 * a block: x -> x + ls1 attention(norm1 x) -> + ls2 mlp(norm2 x)
 * </pre>
 *
 * Instead of position embeddings, queries and keys of patches are turned by angles that follow from
 * the place of the patch within the image (rotary positions), so any size will do whose sides are
 * multiples of 16. The official training scales these places at random; that is off.
 */
public final class DinoV3 extends Backbone {
  private static final int PATCH = DinoV3Architecture.PATCH;
  private static final int HEAD = DinoV3Architecture.HEAD;

  /** Tokens that are no patches. */
  private static final int OTHERS = 1 + DinoV3Architecture.STORAGE;

  private static final float EPSILON = 1e-5f;
  private static final Init LINEAR = new Init.Normal(0.02);
  private static final Init SCALE = new Init.Constant(1e-5f);

  private final int width;
  private final Parameter classToken;
  private final Parameter storageTokens;
  private final Conv patchEmbed;
  private final Parameter periods;
  private final float[] biasMask;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm norm;

  public DinoV3(BackboneEntry entry, DinoV3Architecture architecture) {
    super(entry);
    width = architecture.width();
    classToken = parameter("cls_token", LINEAR, 1, 1, width);
    storageTokens = parameter("storage_tokens", LINEAR, 1, DinoV3Architecture.STORAGE, width);
    unused("mask_token", Init.ZEROS, 1, width); // for pretraining
    Init pixels = Init.linear(3L * PATCH * PATCH);
    patchEmbed = convWithBias("patch_embed.proj", pixels, pixels, 3, width, PATCH, PATCH, 0);
    periods = buffer("rope_embed.periods", architecture.publishedPeriods());
    List<Long> mask = architecture.biasMask();
    biasMask = new float[mask.size()];
    for (int i = 0; i < biasMask.length; i++) {
      biasMask[i] = mask.get(i);
    }
    for (int i = 0; i < architecture.depth(); i++) {
      blocks.add(new Block("blocks." + i, architecture));
    }
    norm = layerNorm("norm", width, EPSILON);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    int rows = patches(images, 2);
    int columns = patches(images, 3);
    NDArray x = tokens(pass, images);
    try (Rotation rotation = new Rotation(pass, images.getManager(), rows, columns)) {
      for (Block block : blocks) {
        x = pass.show(block.name, block.replacing(pass, x, rotation));
      }
    }
    try (NDArray end = x;
        NDArray normal = pass.show("norm", norm.of(end));
        NDArray patches = normal.get(":, " + OTHERS + ":");
        NDArray first = normal.get(":, 0");
        NDArray mean = pass.show("x_norm_patchtokens_mean", patches.mean(new int[] {1}))) {
      return NDArrays.concat(new NDList(first, mean), 1);
    }
  }

  private NDArray tokens(Pass pass, NDArray images) {
    NDManager manager = images.getManager();
    long count = images.getShape().get(0);
    // The image's manager comes first in every product, or the result outlives the step.
    try (NDArray pixels = patchEmbed.of(images);
        NDArray flat = pixels.reshape(count, width, -1);
        NDArray patches = pass.show("patch_embed", flat.transpose(0, 2, 1));
        NDArray ones = manager.ones(new Shape(count, 1, 1));
        NDArray first = ones.mul(classToken.getArray());
        NDArray storage = ones.mul(storageTokens.getArray())) {
      return pass.show("tokens_plus_pos", NDArrays.concat(new NDList(first, storage, patches), 1));
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

  // ---- rotary positions ---------------------------------------------------------------------

  /**
   * The angles of all patches: 2 pi times the place of the row's centre, then of the column's, both
   * in [-1, 1], through each of the periods; component i and i + 32 of a head turn by angle i.
   */
  private final class Rotation implements AutoCloseable {
    private final NDArray cosines;
    private final NDArray sines;

    Rotation(Pass pass, NDManager manager, int rows, int columns) {
      float[] lengths = periods.getArray().toFloatArray();
      float[] cos = new float[rows * columns * HEAD];
      float[] sin = new float[cos.length];
      for (int patch = 0; patch < rows * columns; patch++) {
        double down = 2 * (patch / columns + 0.5) / rows - 1;
        double right = 2 * (patch % columns + 0.5) / columns - 1;
        for (int i = 0; i < HEAD; i++) {
          int axis = i % (HEAD / 2);
          double place = axis < lengths.length ? down : right;
          double angle = 2 * Math.PI * place / lengths[axis % lengths.length];
          cos[patch * HEAD + i] = (float) Math.cos(angle);
          sin[patch * HEAD + i] = (float) Math.sin(angle);
        }
      }
      Shape shape = new Shape((long) rows * columns, HEAD);
      cosines = pass.show("rope_cos", Torch.owned(manager, cos, shape));
      sines = pass.show("rope_sin", Torch.owned(manager, sin, shape));
    }

    /**
     * @param x N x heads x tokens x 64, queries or keys
     */
    NDArray of(NDArray x) {
      try (NDArray others = x.get(":, :, :" + OTHERS);
          NDArray patches = x.get(":, :, " + OTHERS + ":");
          NDArray first = patches.get("..., :" + HEAD / 2);
          NDArray second = patches.get("..., " + HEAD / 2 + ":");
          NDArray negative = second.neg();
          NDArray turned = negative.concat(first, 3);
          NDArray along = patches.mul(cosines);
          NDArray across = turned.mul(sines);
          NDArray rotated = along.add(across)) {
        return others.concat(rotated, 2);
      }
    }

    @Override
    public void close() {
      cosines.close();
      sines.close();
    }
  }

  // ---- blocks -------------------------------------------------------------------------------

  private final class Block {
    private final String name;
    private final LayerNorm norm1;
    private final Dense qkv;
    private final Dense proj;
    private final Parameter scale1;
    private final LayerNorm norm2;
    private final Dense first;
    private final @Nullable Dense second;
    private final Dense last;
    private final Parameter scale2;

    Block(String name, DinoV3Architecture architecture) {
      this.name = name;
      long hidden = architecture.hidden();
      norm1 = layerNorm(name + ".norm1", width, EPSILON);
      qkv = dense(name + ".attn.qkv", LINEAR, Init.ZEROS, width, 3L * width);
      constant(Tensor.of(name + ".attn.qkv.bias_mask", List.of(3L * width), biasMask));
      proj = dense(name + ".attn.proj", LINEAR, Init.ZEROS, width, width);
      scale1 = parameter(name + ".ls1.gamma", SCALE, width);
      norm2 = layerNorm(name + ".norm2", width, EPSILON);
      boolean gated = architecture.gated();
      String layer = name + ".mlp.";
      first = tokenDense(layer + (gated ? "w1" : "fc1"), LINEAR, Init.ZEROS, width, hidden);
      second = gated ? tokenDense(layer + "w2", LINEAR, Init.ZEROS, width, hidden) : null;
      last = tokenDense(layer + (gated ? "w3" : "fc2"), LINEAR, Init.ZEROS, hidden, width);
      scale2 = parameter(name + ".ls2.gamma", SCALE, width);
    }

    NDArray replacing(Pass pass, NDArray x, Rotation rotation) {
      NDArray middle;
      try (x;
          NDArray normal = pass.show(name + ".norm1", norm1.of(x));
          NDArray branch = attention(pass, normal, rotation)) {
        NDArray scaled = pass.show(name + ".ls1", branch.mul(scale1.getArray()));
        middle = Layers.addTo(scaled, x);
      }
      try (middle;
          NDArray normal = norm2.of(middle);
          NDArray branch = perceptron(pass, normal)) {
        NDArray scaled = pass.show(name + ".ls2", branch.mul(scale2.getArray()));
        return Layers.addTo(scaled, middle);
      }
    }

    /** Multi-head self-attention; heads of 64, keys without bias. */
    private NDArray attention(Pass pass, NDArray x, Rotation rotation) {
      long count = x.getShape().get(0);
      long tokens = x.getShape().get(1);
      NDArray joined;
      try (NDArray mask = Torch.owned(x.getManager(), biasMask.clone(), new Shape(3L * width));
          NDArray bias = mask.mul(biasOf(qkv));
          NDArray flat = pass.show(name + ".attn.qkv", qkv.ofTokens(x, bias));
          NDArray split = flat.reshape(count, tokens, 3, width / HEAD, HEAD);
          NDArray three = split.transpose(2, 0, 3, 1, 4);
          NDArray queries = three.get(0);
          NDArray keys = three.get(1);
          NDArray values = three.get(2);
          NDArray turnedQueries = rotation.of(queries);
          NDArray turnedKeys = rotation.of(keys);
          NDArray mixed = attended(pass, turnedQueries, turnedKeys, values);
          NDArray back = mixed.transpose(0, 2, 1, 3)) {
        joined = back.reshape(count, tokens, width);
      }
      try (joined) {
        return pass.show(name + ".attn.proj", proj.ofTokens(joined));
      }
    }

    private NDArray attended(Pass pass, NDArray queries, NDArray keys, NDArray values) {
      pass.attends(queries, keys, OTHERS, false);
      return Operators.attention(queries, keys, values);
    }

    /** Linear - GELU - linear; SwiGLU (Shazeer, 2020): silu(x W1) x W2, then linear. */
    private NDArray perceptron(Pass pass, NDArray x) {
      NDArray hidden;
      if (second == null) {
        hidden = Layers.gelu(pass.show(name + ".mlp.fc1", first.ofTokens(x)));
      } else {
        try (NDArray gate = Layers.silu(first.ofTokens(x));
            NDArray value = second.ofTokens(x)) {
          hidden = gate.mul(value);
        }
      }
      try (hidden) {
        return last.ofTokens(hidden);
      }
    }
  }

  private static NDArray biasOf(Dense dense) {
    return java.util.Objects.requireNonNull(dense.bias()).getArray();
  }
}

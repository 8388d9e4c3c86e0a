// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
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
import dev.assay.weights.VisionTransformerArchitecture;
import dev.assay.weights.VisionTransformerArchitecture.Form;
import dev.assay.weights.VisionTransformerArchitecture.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Vision transformers (Dosovitskiy et al., 2020, arXiv:2010.11929) in the forms of torchvision,
 * CLIP, BiomedCLIP and MAE. Dropout and stochastic depth are off, in training, too.
 *
 * <pre>
 * patches and a class token - + position - (CLIP: norm) - blocks - norm - class token (- projection)
 * MAE: ... - blocks - mean of patches - norm
 * a block: x -> x + attention(norm1 x) -> + mlp(norm2 x)
 * </pre>
 *
 * Sides of images are multiples of the patch. Position embeddings are interpolated where the image
 * has another size than that of pretraining, as the code of each form does it.
 */
public final class VisionTransformer extends Backbone {
  private static final int HEAD = VisionTransformerArchitecture.HEAD;

  /** What the constructors of the official code draw from, nearly. */
  private static final Init WEIGHTS = new Init.Normal(0.02);

  private final VisionTransformerArchitecture architecture;
  private final Form form;
  private final Keys keys;
  private final int patch;
  private final int grid;
  private final int width;
  private final Parameter classToken;
  private final Parameter positions;
  private final Conv patches;
  private final @Nullable LayerNorm before;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm norm;
  private final @Nullable Parameter projection;

  public VisionTransformer(BackboneEntry entry, VisionTransformerArchitecture architecture) {
    super(entry);
    this.architecture = architecture;
    form = architecture.form();
    keys = architecture.keys();
    patch = architecture.patch();
    grid = architecture.grid();
    width = architecture.width();
    long table = 1L + (long) grid * grid;
    long out = architecture.projection();
    Parameter early = null;
    switch (form) {
      case SUPERVISED -> {
        classToken = parameter(keys.classToken(), WEIGHTS, 1, 1, width);
        patches = patches();
        positions = parameter(keys.positions(), WEIGHTS, 1, table, width);
      }
      case CLIP -> {
        classToken = parameter(keys.classToken(), WEIGHTS, width);
        positions = parameter(keys.positions(), WEIGHTS, table, width);
        early = parameter("visual.proj", new Init.Normal(1 / Math.sqrt(width)), width, out);
        patches = patches();
      }
      default -> {
        classToken = parameter(keys.classToken(), WEIGHTS, 1, 1, width);
        positions = parameter(keys.positions(), WEIGHTS, 1, table, width);
        patches = patches();
      }
    }
    before = form == Form.CLIP ? layerNorm("visual.ln_pre", width, form.epsilon()) : null;
    for (int i = 0; i < architecture.depth(); i++) {
      blocks.add(new Block(keys.block().formatted(i)));
    }
    norm = layerNorm(keys.norm(), width, form.epsilon());
    projection =
        form == Form.CAPTIONS
            ? parameter("visual.head.proj.weight", Init.linear(width), out, width)
            : early;
  }

  private Conv patches() {
    String name = keys.patches();
    Init init = Init.linear(3L * patch * patch);
    return architecture.patchBias()
        ? convWithBias(name, init, Init.ZEROS, 3, width, patch, patch, 0)
        : conv(name, init, 3, width, patch, patch, 0);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x = tokens(pass, images);
    for (Block block : blocks) {
      x = pass.show(block.name, block.replacing(pass, x));
    }
    try (NDArray end = x) {
      return feature(pass, end);
    }
  }

  private NDArray feature(Pass pass, NDArray x) {
    switch (form) {
      case SUPERVISED -> {
        try (NDArray normal = pass.show(keys.norm(), norm.of(x))) {
          return normal.get(":, 0");
        }
      }
      case MASKED -> {
        try (NDArray patchTokens = x.get(":, 1:");
            NDArray mean = patchTokens.mean(new int[] {1})) {
          return pass.show(keys.norm(), norm.of(mean));
        }
      }
      default -> {
        try (NDArray token = x.get(":, 0");
            NDArray normal = pass.show(keys.norm(), norm.of(token))) {
          return projected(normal);
        }
      }
    }
  }

  /** OpenAI's matrix is multiplied from the right, the others' is that of a linear layer. */
  private NDArray projected(NDArray token) {
    NDArray matrix = Objects.requireNonNull(projection).getArray();
    if (form == Form.CLIP) {
      return token.matMul(matrix);
    }
    try (NDArray transposed = matrix.transpose()) {
      return token.matMul(transposed);
    }
  }

  // ---- tokens -------------------------------------------------------------------------------

  private NDArray tokens(Pass pass, NDArray images) {
    NDManager manager = images.getManager();
    long count = images.getShape().get(0);
    int rows = side(images, 2);
    int columns = side(images, 3);
    NDArray embedded;
    try (NDArray pixels = pass.show(keys.patches(), patches.of(images));
        NDArray flat = pixels.reshape(count, width, (long) rows * columns)) {
      embedded = pass.show("patch_embed", flat.transpose(0, 2, 1));
    }
    NDArray x;
    // The image's manager comes first in every product, or the result outlives the step.
    try (embedded;
        NDArray ones = manager.ones(new Shape(count, 1, 1));
        NDArray first = ones.mul(classToken.getArray());
        NDArray all = first.concat(embedded, 1);
        NDArray table = pass.show("pos_embed_interpolated", positions(manager, rows, columns))) {
      x = pass.show("tokens_plus_pos", all.add(table));
    }
    if (before == null) {
      return x;
    }
    try (NDArray unnormalised = x) {
      return pass.show("visual.ln_pre", before.of(unnormalised));
    }
  }

  private int side(NDArray images, int axis) {
    long pixels = images.getShape().get(axis);
    if (pixels % patch != 0) {
      throw new BackboneException(
          Actor.USER,
          "%s needs sides that are multiples of %d, not %d; set the crop to one, e.g. 224"
              .formatted(entry().name(), patch, pixels));
    }
    return (int) (pixels / patch);
  }

  /**
   * Position embeddings for a number of patches, with that of the class token: 1 x (1 + rows
   * columns) x width. Differentiable.
   */
  private NDArray positions(NDManager manager, int rows, int columns) {
    try (NDArray all = positions.getArray().reshape(1, 1L + (long) grid * grid, width)) {
      if (rows == grid && columns == grid) {
        return all.get(manager, new NDIndex(":"));
      }
      try (NDArray first = all.get(manager, new NDIndex(":, :1"));
          NDArray others = all.get(manager, new NDIndex(":, 1:"));
          NDArray flat =
              Resampling.ofTable(manager, others, resampling(rows), resampling(columns))) {
        return first.concat(flat, 1);
      }
    }
  }

  private Resampling resampling(int count) {
    return switch (form.positions()) {
      case ALIGNED -> Resampling.bicubicAligned(grid, count);
      case PLAIN -> Resampling.bicubic(grid, count, (double) count / grid);
      case ANTIALIASED -> Resampling.bicubicAntialiased(grid, count);
    };
  }

  // ---- blocks -------------------------------------------------------------------------------

  private final class Block {
    private final String name;
    private final LayerNorm norm1;
    private final Dense qkv;
    private final Dense mixed;
    private final LayerNorm norm2;
    private final Dense hidden;
    private final Dense back;

    Block(String name) {
      this.name = name;
      boolean attentionFirst = form == Form.CLIP;
      LayerNorm early = attentionFirst ? null : norm(keys.norm1());
      String prefix = name + ".";
      qkv =
          dense(
              prefix + keys.qkvPart("weight"),
              prefix + keys.qkvPart("bias"),
              WEIGHTS,
              Init.ZEROS,
              width,
              3L * width);
      mixed = dense(prefix + keys.mixed(), WEIGHTS, Init.ZEROS, width, width);
      norm1 = early == null ? norm(keys.norm1()) : early;
      early = attentionFirst ? null : norm(keys.norm2());
      hidden = tokenDense(prefix + keys.hidden(), WEIGHTS, Init.ZEROS, width, 4L * width);
      back = tokenDense(prefix + keys.back(), WEIGHTS, Init.ZEROS, 4L * width, width);
      norm2 = early == null ? norm(keys.norm2()) : early;
    }

    private LayerNorm norm(String part) {
      return layerNorm(name + "." + part, width, form.epsilon());
    }

    NDArray replacing(Pass pass, NDArray x) {
      NDArray middle;
      try (x;
          NDArray normal = pass.show(name + "." + keys.norm1(), norm1.of(x))) {
        middle = Layers.addTo(attention(pass, normal), x);
      }
      try (middle;
          NDArray normal = norm2.of(middle)) {
        return Layers.addTo(perceptron(pass, normal), middle);
      }
    }

    /** Multi-head self-attention; heads of 64. */
    private NDArray attention(Pass pass, NDArray x) {
      long count = x.getShape().get(0);
      long tokens = x.getShape().get(1);
      NDArray joined;
      try (NDArray flat = pass.show(name + "." + keys.qkv(), qkv.ofTokens(x));
          NDArray split = flat.reshape(count, tokens, 3, width / HEAD, HEAD);
          NDArray three = split.transpose(2, 0, 3, 1, 4);
          NDArray queries = three.get(0);
          NDArray keysOfTokens = three.get(1);
          NDArray values = three.get(2);
          NDArray heads = attended(pass, queries, keysOfTokens, values);
          NDArray back = heads.transpose(0, 2, 1, 3)) {
        joined = back.reshape(count, tokens, width);
      }
      String module = keys.qkv().substring(0, keys.qkv().lastIndexOf('.'));
      try (joined) {
        return pass.show(name + "." + module, mixed.ofTokens(joined));
      }
    }

    private NDArray attended(Pass pass, NDArray queries, NDArray keysOfTokens, NDArray values) {
      pass.attends(queries, keysOfTokens, 1, form == Form.MASKED);
      return Operators.attention(queries, keysOfTokens, values);
    }

    /** Linear to four times the width - GELU - linear. */
    private NDArray perceptron(Pass pass, NDArray x) {
      NDArray wide = pass.show(name + "." + keys.hidden(), hidden.ofTokens(x));
      NDArray active = form == Form.CLIP ? Layers.quickGelu(wide) : Layers.gelu(wide);
      try (NDArray seen = pass.show(name + ".mlp.gelu", active)) {
        return pass.show(name + ".mlp", back.ofTokens(seen));
      }
    }
  }
}

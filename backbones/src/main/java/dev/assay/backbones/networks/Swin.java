// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.Operators;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Init;
import dev.assay.backbones.layers.Layers;
import dev.assay.backbones.layers.Layers.Conv;
import dev.assay.backbones.layers.Layers.Dense;
import dev.assay.backbones.layers.Layers.LayerNorm;
import dev.assay.backbones.layers.Pass;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DType;
import dev.assay.weights.SwinArchitecture;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Swin Transformers as in torchvision (Liu et al., 2021, arXiv:2103.14030). Dropout and stochastic
 * depth are off, in training, too. A map of tokens is N x H x W x C.
 *
 * <pre>
 * 4x4/4 - norm - stages, with merging of 2x2 tokens between them - norm - average pool
 * a block: x -> x + windowed attention(norm1 x) -> + mlp(norm2 x)
 * </pre>
 *
 * Attention is within windows of 7 x 7 tokens, in every second block moved by 3 in each direction.
 * A map that windows do not cover evenly is padded by zeros below and on the right after its norm,
 * and the padding takes part in attention, as in torchvision.
 */
public final class Swin extends Backbone {
  private static final int WINDOW = SwinArchitecture.WINDOW;
  private static final int TOKENS = WINDOW * WINDOW;
  private static final int HEAD = SwinArchitecture.HEAD;
  private static final float EPSILON = 1e-5f;

  /** What is added where two tokens came into one window only by the shift. */
  private static final float MASKED = -100;

  private static final Init LINEAR = new Init.Normal(0.02);

  private final Conv patches;
  private final LayerNorm patchNorm;
  private final List<List<Block>> stages = new ArrayList<>();
  private final List<Merging> mergings = new ArrayList<>();
  private final LayerNorm norm;
  private final long[] index;

  public Swin(BackboneEntry entry, SwinArchitecture architecture) {
    super(entry);
    index = SwinArchitecture.relativePositionIndex().stream().mapToLong(i -> i).toArray();
    int patch = SwinArchitecture.PATCH;
    Init pixels = Init.linear(3L * patch * patch);
    patches =
        convWithBias("features.0.0", pixels, pixels, 3, architecture.width(), patch, patch, 0);
    patchNorm = layerNorm("features.0.2", architecture.width(), EPSILON);
    for (int stage = 0; stage < architecture.depths().size(); stage++) {
      int width = architecture.width(stage);
      if (stage > 0) {
        mergings.add(new Merging("features." + 2 * stage, width));
      }
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < architecture.depths().get(stage); i++) {
        int shift = i % 2 == 0 ? 0 : WINDOW / 2;
        blocks.add(new Block("features.%d.%d".formatted(2 * stage + 1, i), width, shift));
      }
      stages.add(blocks);
    }
    norm = layerNorm("norm", architecture.width(stages.size() - 1), EPSILON);
  }

  @Override
  public NDArray apply(Pass pass, NDArray images) {
    NDArray x;
    try (NDArray pixels = Layers.channelsLast(images);
        NDArray convolved = pass.show("features.0.0", patches.of(pixels));
        NDArray map = convolved.transpose(0, 2, 3, 1)) {
      x = pass.show("features.0", patchNorm.of(map));
    }
    for (int stage = 0; stage < stages.size(); stage++) {
      if (stage > 0) {
        x = mergings.get(stage - 1).replacing(pass, x);
      }
      for (Block block : stages.get(stage)) {
        x = pass.show(block.name, block.replacing(pass, x));
      }
      pass.show("features." + (2 * stage + 1), x);
    }
    try (NDArray end = x;
        NDArray normal = pass.maps(pass.show("norm", norm.of(end)), 3);
        NDArray tokens = normal.reshape(end.getShape().get(0), -1, end.getShape().get(3))) {
      return pass.show("avgpool", tokens.mean(new int[] {1}));
    }
  }

  /** Joins 2 x 2 tokens to one; an odd map is padded by zeros. */
  private final class Merging {
    private final String name;
    private final Dense reduction;
    private final LayerNorm norm;

    Merging(String name, long out) {
      this.name = name;
      reduction = denseWithoutBias(name + ".reduction", LINEAR, 2 * out, out);
      norm = layerNorm(name + ".norm", 2 * out, EPSILON);
    }

    /** In the order of column by column: above left, below left, above right, below right. */
    NDArray replacing(Pass pass, NDArray x) {
      NDArray joined;
      try (x;
          NDArray even = padded(x, 2);
          NDArray split =
              even.reshape(
                  x.getShape().get(0),
                  even.getShape().get(1) / 2,
                  2,
                  even.getShape().get(2) / 2,
                  2,
                  x.getShape().get(3));
          NDArray corners = split.transpose(0, 1, 3, 4, 2, 5)) {
        Shape shape = corners.getShape();
        joined = corners.reshape(shape.get(0), shape.get(1), shape.get(2), 4 * shape.get(5));
      }
      Shape shape = joined.getShape();
      try (joined;
          NDArray normal = pass.show(name + ".norm", norm.of(joined));
          NDArray tokens = normal.reshape(shape.get(0), -1, shape.get(3));
          NDArray reduced = reduction.ofTokens(tokens)) {
        return pass.show(
            name, reduced.reshape(shape.get(0), shape.get(1), shape.get(2), shape.get(3) / 2));
      }
    }
  }

  /** A map whose sides are multiples of something, by zeros below and on the right. */
  private static NDArray padded(NDArray x, int multiple) {
    long below = missing(x.getShape().get(1), multiple);
    long right = missing(x.getShape().get(2), multiple);
    return below == 0 && right == 0
        ? x.reshape(x.getShape())
        : x.pad(new Shape(0, 0, 0, right, 0, below), 0);
  }

  private static long missing(long side, int multiple) {
    return (multiple - side % multiple) % multiple;
  }

  private final class Block {
    private final String name;
    private final int width;
    private final int shift;
    private final LayerNorm norm1;
    private final Parameter table;
    private final Dense qkv;
    private final Dense proj;
    private final LayerNorm norm2;
    private final Dense hidden;
    private final Dense back;

    Block(String name, int width, int shift) {
      this.name = name;
      this.width = width;
      this.shift = shift;
      norm1 = layerNorm(name + ".norm1", width, EPSILON);
      String attention = name + ".attn.";
      long positions = SwinArchitecture.relativePositions();
      table =
          parameter(attention + "relative_position_bias_table", LINEAR, positions, width / HEAD);
      constant(indexTensor(attention + "relative_position_index"));
      qkv = dense(attention + "qkv", LINEAR, Init.ZEROS, width, 3L * width);
      proj = dense(attention + "proj", LINEAR, Init.ZEROS, width, width);
      norm2 = layerNorm(name + ".norm2", width, EPSILON);
      hidden = tokenDense(name + ".mlp.0", LINEAR, Init.ZEROS, width, 4L * width);
      back = tokenDense(name + ".mlp.3", LINEAR, Init.ZEROS, 4L * width, width);
    }

    private Tensor indexTensor(String key) {
      ByteBuffer data =
          ByteBuffer.allocate(index.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      data.asLongBuffer().put(index);
      return new Tensor(key, DType.I64, List.of((long) index.length), data);
    }

    NDArray replacing(Pass pass, NDArray x) {
      NDArray middle;
      try (x;
          NDArray normal = pass.show(name + ".norm1", norm1.of(x))) {
        middle = Layers.addTo(pass.show(name + ".attn", attention(pass, normal)), x);
      }
      Shape shape = middle.getShape();
      try (middle;
          NDArray normal = norm2.of(middle);
          NDArray tokens = normal.reshape(shape.get(0), -1, width);
          NDArray active = Layers.gelu(pass.show(name + ".mlp.0", hidden.ofTokens(tokens)));
          NDArray branch = back.ofTokens(active)) {
        return Layers.addTo(branch.reshape(shape), middle);
      }
    }

    // ---- attention --------------------------------------------------------------------------

    /**
     * @param x N x H x W x C
     */
    private NDArray attention(Pass pass, NDArray x) {
      Shape shape = x.getShape();
      NDArray map = padded(x, WINDOW);
      long rows = map.getShape().get(1);
      long columns = map.getShape().get(2);
      int down = rows > WINDOW ? shift : 0;
      int right = columns > WINDOW ? shift : 0;
      map = rolled(map, -down, -right);
      NDArray windows;
      try (NDArray whole = map) {
        windows = windows(whole);
      }
      NDArray attended;
      try (windows) {
        attended = withinWindows(pass, windows, shape.get(0), mask(rows, columns, down, right));
      }
      NDArray joined;
      try (attended) {
        joined = joined(attended, shape.get(0), rows, columns);
      }
      joined = rolled(joined, down, right);
      if (rows == shape.get(1) && columns == shape.get(2)) {
        return joined;
      }
      try (NDArray whole = joined) {
        return whole.get(":, :%d, :%d".formatted(shape.get(1), shape.get(2)));
      }
    }

    private static NDArray rolled(NDArray x, int down, int right) {
      if (down == 0 && right == 0) {
        return x;
      }
      try (x) {
        return Operators.roll(x, down, right);
      }
    }

    /** N x H x W x C to (N windows) x 49 x C. */
    private NDArray windows(NDArray x) {
      Shape s = x.getShape();
      try (NDArray split =
              x.reshape(s.get(0), s.get(1) / WINDOW, WINDOW, s.get(2) / WINDOW, WINDOW, width);
          NDArray ordered = split.transpose(0, 1, 3, 2, 4, 5)) {
        return ordered.reshape(-1, TOKENS, width);
      }
    }

    private NDArray joined(NDArray windows, long count, long rows, long columns) {
      try (NDArray split =
              windows.reshape(count, rows / WINDOW, columns / WINDOW, WINDOW, WINDOW, width);
          NDArray ordered = split.transpose(0, 1, 3, 2, 4, 5)) {
        return ordered.reshape(count, rows, columns, width);
      }
    }

    /**
     * @param x (N windows) x 49 x C
     * @param mask windows x 49 x 49; empty without a shift
     */
    private NDArray withinWindows(Pass pass, NDArray x, long count, float[] mask) {
      long all = x.getShape().get(0);
      int heads = width / HEAD;
      NDArray joined;
      try (NDArray flat = qkv.ofTokens(x);
          NDArray split = flat.reshape(all, TOKENS, 3, heads, HEAD);
          NDArray three = split.transpose(2, 0, 3, 1, 4);
          NDArray unscaled = three.get(0);
          NDArray factor = Torch.owned(x.getManager(), Math.pow(HEAD, -0.5));
          NDArray queries = unscaled.mul(factor);
          NDArray keys = three.get(1);
          NDArray turned = keys.transpose(0, 1, 3, 2);
          NDArray values = three.get(2);
          NDArray products = queries.matMul(turned);
          NDArray bias = bias(pass, x.getManager());
          NDArray biased = products.add(bias);
          NDArray masked = masked(biased, count, mask);
          NDArray weights = masked.softmax(-1);
          NDArray mixed = weights.matMul(values);
          NDArray back = mixed.transpose(0, 2, 1, 3)) {
        joined = back.reshape(all, TOKENS, width);
      }
      try (joined) {
        return proj.ofTokens(joined);
      }
    }

    /** What is added for the relative positions of two tokens: 1 x heads x 49 x 49. */
    private NDArray bias(Pass pass, NDManager manager) {
      // The engine's binding takes an array with a name, as parameters have, for a dictionary.
      try (NDArray rows = Torch.owned(manager, index);
          NDArray nameless = table.getArray().reshape(table.getShape());
          NDArray chosen = Operators.rows(rows, nameless);
          NDArray pairs = chosen.reshape(1, TOKENS, TOKENS, width / HEAD)) {
        return pass.show("relative_position_bias " + name, pairs.transpose(0, 3, 1, 2));
      }
    }

    private NDArray masked(NDArray scores, long count, float[] mask) {
      if (mask.length == 0) {
        return scores.reshape(scores.getShape());
      }
      long windows = mask.length / (TOKENS * TOKENS);
      Shape shape = scores.getShape();
      Shape ofMask = new Shape(1, windows, 1, TOKENS, TOKENS);
      try (NDArray added = Torch.owned(scores.getManager(), mask, ofMask);
          NDArray split = scores.reshape(count, windows, shape.get(1), TOKENS, TOKENS);
          NDArray sum = split.add(added)) {
        return sum.reshape(shape);
      }
    }
  }

  /**
   * Minus a hundred for two tokens of a window that were no neighbours before the shift: each axis
   * falls into what no window of the shift cuts, the rest of the last window, and what was moved
   * round.
   *
   * @return windows x 49 x 49; empty without a shift
   */
  private static float[] mask(long rows, long columns, int down, int right) {
    if (down == 0 && right == 0) {
      return new float[0];
    }
    int across = (int) columns / WINDOW;
    float[] mask = new float[(int) (rows / WINDOW) * across * TOKENS * TOKENS];
    for (int i = 0; i < mask.length; i++) {
      int window = i / (TOKENS * TOKENS);
      int a = i / TOKENS % TOKENS;
      int b = i % TOKENS;
      mask[i] =
          region(window, a, across, rows, columns, down, right)
                  == region(window, b, across, rows, columns, down, right)
              ? 0
              : MASKED;
    }
    return mask;
  }

  private static int region(
      int window, int token, int across, long rows, long columns, int down, int right) {
    int row = window / across * WINDOW + token / WINDOW;
    int column = window % across * WINDOW + token % WINDOW;
    return 3 * part(row, rows, down) + part(column, columns, right);
  }

  private static int part(int place, long size, int shift) {
    if (shift == 0 || place < size - WINDOW) {
      return 0;
    }
    return place < size - shift ? 1 : 2;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Operators;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.FactoredGradient;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The layers that networks are made of. Each leaves its input open, unless its name says so. */
public final class Layers {
  private Layers() {}

  /**
   * Images laid out as the engine's convolutions on a CPU work: what follows keeps the layout, and
   * none of them turns its input and its output round, which takes up to a third of their time.
   * Leaves its input open.
   */
  public static NDArray channelsLast(NDArray images) {
    return Operators.channelsLast(images);
  }

  /** A two-dimensional convolution. */
  public record Conv(
      Parameter weight, @Nullable Parameter bias, int stride, int padding, int groups) {
    public NDArray of(NDArray x) {
      return x.getNDArrayInternal()
          .convolution(
              x,
              weight.getArray(),
              bias == null ? null : bias.getArray(),
              new Shape(stride, stride),
              new Shape(padding, padding),
              new Shape(1, 1),
              groups)
          .singletonOrThrow();
    }

    /**
     * The same with TensorFlow's padding {@code SAME}, whatever padding was declared: ceil(n /
     * stride) outputs for n inputs, and where the zeros that this takes are odd in number, the
     * additional one is below and on the right.
     */
    public NDArray ofSame(NDArray x) {
      int kernel = (int) weight.getShape().get(2);
      int rows = missing(x.getShape().get(2), kernel);
      int columns = missing(x.getShape().get(3), kernel);
      Conv padded = new Conv(weight, bias, stride, 0, groups);
      if (rows == 0 && columns == 0) {
        return padded.of(x);
      }
      Shape zeros = new Shape(columns / 2, columns - columns / 2, rows / 2, rows - rows / 2);
      try (NDArray framed = x.pad(zeros, 0)) {
        return padded.of(framed);
      }
    }

    private int missing(long in, int kernel) {
      long out = (in + stride - 1) / stride;
      return (int) Math.max(0, (out - 1) * stride + kernel - in);
    }
  }

  /** Batch normalisation over N, H and W; unbiased running variance. */
  public static final class BatchNorm {
    /** What PyTorch uses where a network says nothing else. */
    static final float EPSILON = 1e-5f;

    static final float MOMENTUM = 0.1f;

    private final String name;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter mean;
    private final Parameter variance;
    private final float epsilon;

    /** DJL states the share of the old value, PyTorch that of the new. */
    private final float kept;

    private long batches;
    private boolean fixed;

    /** With the convolution before it, once a folded pass has asked for it. */
    private @Nullable Conv folded;

    BatchNorm(
        String name,
        Parameter weight,
        Parameter bias,
        Parameter mean,
        Parameter variance,
        float epsilon,
        float momentum) {
      this.epsilon = epsilon;
      this.kept = 1 - momentum;
      this.name = name;
      this.weight = weight;
      this.bias = bias;
      this.mean = mean;
      this.variance = variance;
    }

    /** Training batches seen since the initialisation: {@code num_batches_tracked}. */
    long batches() {
      return batches;
    }

    /** The values change with it, too. */
    void setBatches(long newBatches) {
      batches = newBatches;
      unfold();
    }

    private void unfold() {
      if (folded != null) {
        folded.weight().close();
        Objects.requireNonNull(folded.bias()).close();
        folded = null;
      }
    }

    /**
     * Convolves and normalises.
     *
     * @param shown name under which the output of the convolution alone is shown, if there is one
     */
    public NDArray after(Pass pass, Conv conv, String shown, NDArray x) {
      return after(pass, conv, Conv::of, shown, x);
    }

    /** The same with the padding of {@link Conv#ofSame}. */
    public NDArray afterSame(Pass pass, Conv conv, String shown, NDArray x) {
      return after(pass, conv, Conv::ofSame, shown, x);
    }

    private NDArray after(
        Pass pass, Conv conv, BiFunction<Conv, NDArray, NDArray> how, String shown, NDArray x) {
      return pass.folded()
          ? how.apply(folded(conv), x)
          : replacing(pass, pass.show(shown, how.apply(conv, x)));
    }

    private Conv folded(Conv conv) {
      if (folded == null) {
        folded = FoldedConv.of(conv, weight, bias, mean, variance, epsilon);
      }
      return folded;
    }

    /** Keeps its statistics, and uses them in training, too. */
    void fix() {
      fixed = true;
    }

    public NDArray of(Pass pass, NDArray x) {
      boolean training = pass.training() && !fixed;
      if (training) {
        Shape shape = x.getShape();
        if (shape.get(0) * shape.get(2) * shape.get(3) == 1) {
          throw new IllegalArgumentException(
              "batch normalisation "
                  + name
                  + " has a single value per channel: a training batch of one image at this crop"
                  + " size; choose a batch size that leaves no last batch of one image");
        }
        batches++;
        unfold();
      }
      return x.getNDArrayInternal()
          .batchNorm(
              x,
              mean.getArray(),
              variance.getArray(),
              weight.getArray(),
              bias.getArray(),
              -1,
              kept,
              epsilon,
              training)
          .singletonOrThrow();
    }

    /** Normalises and closes its input. */
    public NDArray replacing(Pass pass, NDArray x) {
      try (x) {
        return of(pass, x);
      }
    }
  }

  /**
   * Squeeze and excitation (Hu et al., 2017, arXiv:1709.01507): x times gate(W2 between(W1 mean
   * x)), with one mean and one factor per channel.
   *
   * @param between closes its input
   * @param gate closes its input
   */
  public record SqueezeExcitation(
      String name,
      Conv fc1,
      UnaryOperator<NDArray> between,
      Conv fc2,
      UnaryOperator<NDArray> gate) {

    /**
     * @param x N x C x H x W
     */
    public NDArray of(Pass pass, NDArray x) {
      NDArray squeezed;
      try (NDArray means = x.getNDArrayInternal().globalAvgPool();
          NDArray pixels = means.reshape(means.getShape().get(0), means.getShape().get(1), 1, 1)) {
        squeezed = between.apply(pass.show(name + ".fc1", fc1.of(pixels)));
      }
      NDArray expanded;
      try (squeezed) {
        expanded = pass.show(name + ".fc2", fc2.of(squeezed));
      }
      try (NDArray factors = gate.apply(expanded)) {
        return pass.show(name, x.mul(factors));
      }
    }
  }

  /** Normalisation over the last axis. */
  public record LayerNorm(Parameter weight, Parameter bias, float epsilon) {
    /** What vision networks use where they do not leave it to PyTorch. */
    static final float EPSILON = 1e-6f;

    public NDArray of(NDArray x) {
      return x.getNDArrayInternal()
          .layerNorm(x, weight.getShape(), weight.getArray(), bias.getArray(), epsilon)
          .singletonOrThrow();
    }
  }

  /**
   * A linear layer: x W^T + b.
   *
   * @param bias absent where there is none; then for tokens alone
   * @param factors where the gradient of the weights is kept in factors
   * @param lowRank what may be added to the weights of tokens
   */
  public record Dense(
      Parameter weight,
      @Nullable Parameter bias,
      @Nullable FactoredGradient factors,
      @Nullable LowRank lowRank) {

    /** One whose weights are its own alone. */
    public Dense(Parameter weight, @Nullable Parameter bias, @Nullable FactoredGradient factors) {
      this(weight, bias, factors, null);
    }

    /**
     * @param x N x in
     */
    public NDArray of(NDArray x) {
      NDArray shift = Objects.requireNonNull(bias).getArray();
      NDArray y = x.getNDArrayInternal().linear(x, weight.getArray(), shift).singletonOrThrow();
      if (isNoted()) {
        try (NDArray constant = x.stopGradient()) {
          // A copy: x may borrow memory that the next pass overwrites.
          y.addi(factors.note(constant.duplicate()));
        }
      }
      return y;
    }

    /**
     * The same as a convolution with a kernel of one pixel over one line of all tokens, whose
     * channels are side by side as they are. The engine's convolutions have vector instructions for
     * every processor, its matrix products the widest for Intel's alone: 1.2 to 1.6 times the
     * speed. One line, because an image alone has 257 tokens, which nothing divides.
     *
     * @param x N x tokens x in, which is not changed
     */
    public NDArray ofTokens(NDArray x) {
      return ofTokens(x, bias == null ? null : bias.getArray());
    }

    /**
     * The same with another bias.
     *
     * @param shift out; absent for none
     */
    public NDArray ofTokens(NDArray x, @Nullable NDArray shift) {
      Shape shape = x.getShape();
      long in = shape.get(2);
      long out = weight.getShape().get(0);
      try (NDArray line = x.reshape(1, 1, shape.get(0) * shape.get(1), in);
          NDArray pixels = line.transpose(0, 3, 1, 2);
          NDArray weights = weights();
          NDArray kernel = weights.reshape(out, in, 1, 1);
          NDArray mapped =
              isNoted() ? noted(x, pixels, kernel, shift) : convolved(pixels, kernel, shift);
          NDArray channelsLast = mapped.transpose(0, 2, 3, 1)) {
        return channelsLast.reshape(shape.get(0), shape.get(1), out);
      }
    }

    private NDArray weights() {
      NDArray own = weight.getArray();
      return lowRank == null ? own.reshape(own.getShape()) : lowRank.weights();
    }

    private boolean isNoted() {
      return factors != null && factors.areWanted();
    }

    /**
     * The bias is added separately: as a part of the convolution it would compute the gradient of
     * W, too.
     */
    private NDArray noted(
        NDArray x, NDArray pixels, NDArray kernel, @Nullable NDArray biasOfTokens) {
      NDArray mapped = convolved(pixels, kernel, null);
      long out = kernel.getShape().get(0);
      try (NDArray constant = x.stopGradient();
          NDArray shift = Objects.requireNonNull(biasOfTokens).reshape(1, out, 1, 1)) {
        NDArray zeros = factors.note(constant.reshape(-1, kernel.getShape().get(1)));
        try (NDArray line = zeros.reshape(1, 1, -1, out);
            NDArray channels = line.transpose(0, 3, 1, 2)) {
          return mapped.addi(shift).addi(channels);
        }
      }
    }

    private static NDArray convolved(NDArray pixels, NDArray kernel, @Nullable NDArray bias) {
      Shape one = new Shape(1, 1);
      return pixels
          .getNDArrayInternal()
          .convolution(pixels, kernel, bias, one, new Shape(0, 0), one, 1)
          .singletonOrThrow();
    }
  }

  /**
   * max(x, 0) in place of its input, which it closes. No layer whose backward pass needs its output
   * may come before: convolutions, linear layers, batch normalisations and sums do not.
   */
  public static NDArray relu(NDArray x) {
    try (x) {
      return Operators.reluInPlace(x);
    }
  }

  /** min(max(x, 0), 6) in place, on the terms of {@link #relu}. */
  public static NDArray relu6(NDArray x) {
    try (x) {
      return Operators.relu6InPlace(x);
    }
  }

  /** x / (1 + exp(-x)) in place, on the terms of {@link #relu}. */
  public static NDArray silu(NDArray x) {
    try (x) {
      return Operators.siluInPlace(x);
    }
  }

  /** x times {@link #hardSigmoid} of x in place, on the terms of {@link #relu}. */
  public static NDArray hardSwish(NDArray x) {
    try (x) {
      return Operators.hardSwishInPlace(x);
    }
  }

  /** min(max(x + 3, 0), 6) / 6; closes its input. */
  public static NDArray hardSigmoid(NDArray x) {
    try (x) {
      return Operators.hardSigmoid(x);
    }
  }

  /** 1 / (1 + exp(-x)); closes its input. */
  public static NDArray sigmoid(NDArray x) {
    try (x) {
      return Activation.sigmoid(x);
    }
  }

  /** Closes its input. */
  public static NDArray maxPool(NDArray x, int kernel, int stride, int padding) {
    try (x) {
      return x.getNDArrayInternal()
          .maxPool(
              new Shape(kernel, kernel),
              new Shape(stride, stride),
              new Shape(padding, padding),
              false);
    }
  }

  /** Without padding; closes its input. */
  public static NDArray averagePool(NDArray x, int kernel) {
    try (x) {
      Shape window = new Shape(kernel, kernel);
      return x.getNDArrayInternal().avgPool(window, window, new Shape(0, 0), false, true);
    }
  }

  /**
   * N x C x H x W to N x C x size x size, each the mean of its window; the windows overlap where
   * size does not divide H or W. Closes its input.
   */
  public static NDArray adaptiveAveragePool(NDArray x, int size) {
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    if (height == size && width == size) {
      return x;
    }
    try (x) {
      return Resampling.apply(
          Resampling.means(height, size), x, Resampling.means(width, size).transposed());
    }
  }

  /**
   * Sets half of the numbers to zero and doubles the others, in a training pass with a name for the
   * draw; closes its input.
   *
   * @param name of the layer: each draws its own
   */
  public static NDArray dropoutHalf(Pass pass, String name, NDArray x) {
    if (pass.dropout() == null) {
      return x;
    }
    CounterRandom random = CounterRandom.of(pass.dropout() + "/" + name);
    float[] mask = new float[(int) x.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.uniform(i) < 0.5 ? 0 : 2;
    }
    try (x;
        NDArray factors = Torch.owned(x.getManager(), mask, x.getShape())) {
      return x.mul(factors);
    }
  }

  /** x / (1 + exp(-1.702 x)), what OpenAI's CLIP has in the place of GELU; closes its input. */
  public static NDArray quickGelu(NDArray x) {
    try (x) {
      return Operators.quickGelu(x);
    }
  }

  /** x times the standard normal distribution function of x; closes its input. */
  public static NDArray gelu(NDArray x) {
    try (x) {
      return x.getNDArrayInternal().gelu();
    }
  }

  /** N x C x H x W to N x C; closes its input. */
  public static NDArray globalAveragePool(NDArray x) {
    try (x) {
      return x.getNDArrayInternal().globalAvgPool();
    }
  }

  /** Adds in place, which the gradient of a normalised branch does not notice. */
  public static NDArray addTo(NDArray branch, NDArray shortcut) {
    return branch.addi(shortcut);
  }
}

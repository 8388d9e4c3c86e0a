// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.engine.AdamStep;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.layers.Layers.Dense;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the engine's own gradient of the same layer. */
class FactoredGradientTest {
  /** What the layer is like. */
  enum Kind {
    /** More weights than one slice holds, and no multiple of it: a product in slices. */
    FEW_ROWS(61, 70_001, 0),

    /** Ten rows of two images make more numbers than the weights: a product at once. */
    MANY_ROWS(16, 24, 5);

    private final int in;
    private final int out;
    private final int tokens;

    Kind(int in, int out, int tokens) {
      this.in = in;
      this.out = out;
      this.tokens = tokens;
    }

    Shape weights() {
      return new Shape(out, in);
    }

    Shape input(int images) {
      return tokens == 0 ? new Shape(images, in) : new Shape(images, tokens, in);
    }
  }

  private static final AdamStep ADAM = new AdamStep(1e-2, 0.9, 0.999, 1e-8, 0.01, false);

  private Torch torch;
  private Kind kind;
  private Layer whole;
  private Layer factored;

  /** A layer and its gradients; what it computes is squared and averaged. */
  private record Layer(Dense dense, Learned weight, Learned bias, NDArray mean, NDArray square) {
    NDArray of(NDArray x) {
      return x.getShape().dimension() == 2 ? dense.of(x) : dense.ofTokens(x);
    }

    List<Learned> learned() {
      return List.of(weight, bias);
    }
  }

  @BeforeEach
  void start() throws Exception {
    torch = Torch.start(2, "cpu");
  }

  private void layersOf(Kind chosen) {
    kind = chosen;
    whole = layer(false);
    factored = layer(true);
  }

  @AfterEach
  void close() {
    torch.close();
  }

  private Layer layer(boolean factor) {
    Parameter weight = parameter("weight", kind.weights());
    Parameter bias = parameter("bias", new Shape(kind.out));
    FactoredGradient factors = factor ? new FactoredGradient(weight) : null;
    Dense dense = new Dense(weight, bias, factors);
    Layer layer =
        new Layer(
            dense,
            factor ? factors : Learned.of(weight),
            Learned.of(bias),
            torch.manager().zeros(kind.weights()),
            torch.manager().zeros(kind.weights()));
    layer.learned().forEach(l -> l.collect(true));
    return layer;
  }

  private Parameter parameter(String name, Shape shape) {
    Parameter parameter =
        Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(shape).build();
    parameter.setShape(null);
    parameter.setArray(Torch.owned(torch.manager(), uniform(name, shape), shape));
    return parameter;
  }

  private static float[] uniform(String name, Shape shape) {
    CounterRandom random = CounterRandom.of("test/" + name);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.uniform(i) - 1);
    }
    return values;
  }

  /** Of the mean square of the outputs; the input is an inner array of a graph, as in a network. */
  private void backward(Layer layer, String images, int n) {
    try (NDManager step = torch.manager().newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      Shape shape = kind.input(n);
      NDArray x = step.create(uniform(images, shape), shape);
      x.setRequiresGradient(true);
      collector.backward(layer.of(x.mul(2)).square().mean());
      assertThat(x.getGradient().abs().max().getFloat()).as("handed on").isPositive();
    }
  }

  private void backward(String images, int n) {
    backward(whole, images, n);
    backward(factored, images, n);
  }

  private static void assertSame(NDArray actual, NDArray expected) {
    assertClose(actual, expected, 2e-6f);
  }

  private static void assertClose(NDArray actual, NDArray expected, float relative) {
    try (NDArray difference = actual.sub(expected);
        NDArray size = expected.abs()) {
      float largest = size.max().getFloat();
      assertThat(largest).isPositive();
      assertThat(difference.abs().max().getFloat() / largest).isLessThan(relative);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheGradientSummedOverPasses(Kind chosen) {
    layersOf(chosen);
    backward("a", 5);
    backward("b", 3);

    assertSame(factored.weight().gradient(), whole.weight().gradient());
    assertSame(factored.bias().gradient(), whole.bias().gradient());
  }

  @ParameterizedTest
  @EnumSource
  void stepsAsWithTheWholeGradient(Kind chosen) {
    layersOf(chosen);
    for (int i = 1; i <= 3; i++) {
      backward("a" + i, 5);
      backward("b" + i, 3);
      for (Layer layer : List.of(whole, factored)) {
        step(layer, i);
      }
    }

    // Adam divides by the root of the square, which magnifies what the smallest gradients are off
    // by
    assertClose(factored.weight().values(), whole.weight().values(), 2e-5f);
    assertClose(factored.mean(), whole.mean(), 2e-5f);
    assertClose(factored.square(), whole.square(), 2e-5f);
  }

  private void step(Layer layer, int number) {
    try (NDArray steps = torch.manager().create((float) number)) {
      layer
          .weight()
          .descend(
              (values, gradient, state) ->
                  ADAM.apply(values, gradient, state.get(0), state.get(1), steps),
              List.of(layer.mean(), layer.square()));
    }
    layer.bias().forget();
  }

  @ParameterizedTest
  @EnumSource
  void hasTheNormOfItsProductAndScales(Kind chosen) {
    layersOf(chosen);
    backward("a", 5);
    backward("b", 3);

    double norm = norm(whole.weight().gradient());
    assertThat((double) factored.weight().norm().getFloat()).isCloseTo(norm, within(norm * 1e-6));

    NDArray quarter = torch.manager().create(0.25);
    for (Layer layer : List.of(whole, factored)) {
      layer.weight().scale(quarter);
    }
    assertSame(factored.weight().gradient(), whole.weight().gradient());
    assertThat((double) factored.weight().norm().getFloat())
        .isCloseTo(norm / 4, within(norm * 1e-6));
  }

  /** In float64: the engine's own, in float32, is off by one in ten thousand for so many. */
  private static double norm(NDArray array) {
    double sum = 0;
    for (float value : array.toFloatArray()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @EnumSource
  void passesWithoutABackwardPassLeaveNothing(Kind chosen) {
    layersOf(chosen);
    backward("a", 5);
    try (NDArray x = torch.manager().ones(kind.input(2))) {
      factored.of(x).close();
    }
    factored.weight().collect(false);
    backward(factored, "b", 3);
    factored.weight().collect(true);
    backward(factored, "a", 5);

    backward(whole, "a", 5);
    whole.weight().forget();
    backward(whole, "a", 5);
    assertThat(factored.weight().collects()).isTrue();
    assertSame(factored.weight().gradient(), whole.weight().gradient());
  }

  @ParameterizedTest
  @EnumSource
  void collectsNoGradientOfItsOwnBesides(Kind chosen) {
    layersOf(chosen);
    backward("a", 5);

    assertThat(factored.weight().values().hasGradient()).isFalse();
    assertThat(whole.weight().values().hasGradient()).isTrue();
  }
}

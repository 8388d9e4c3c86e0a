// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.Learned;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * AdamW, clipping, schedule and loss against PyTorch 1.13 (Debian python3-torch), whose values came
 * from
 *
 * <pre>
 * a = Parameter(((arange(6) * 37 % 11).float() / 8 - 0.5).reshape(2, 3)); b = Parameter(tensor([0.25, -1.5, 3.0]))
 * loss(t) = (a * a * a).sum() / 4 * (t + 1) + (sin(b) * (t + 2)).sum()
 * AdamW([{params: [a], lr: 0.0075, weight_decay: 0.05}, {params: [b], lr: 0.01, weight_decay: 0}],
 *       betas=(0.8, 0.99), eps=1e-6); 5 steps t = 0..4, each after clip_grad_norm_([a, b], 4.0)
 * SequentialLR(o, [LinearLR(o, start_factor=1/4, total_iters=3), CosineAnnealingLR(o, 9, 0.001)], [3])
 * cross_entropy(logits, y, weight=w, label_smoothing=0.1).backward()
 * </pre>
 */
class OptimizationTest {
  private Torch torch;
  private Learned a;
  private Learned b;

  @BeforeEach
  void start() throws Exception {
    torch = Torch.start(1, "cpu");
    a = parameter("a", new Shape(2, 3), -0.5f, 0, 0.5f, -0.375f, 0.125f, 0.625f);
    b = parameter("b", new Shape(3), 0.25f, -1.5f, 3f);
  }

  @AfterEach
  void close() {
    torch.close();
  }

  private Learned parameter(String name, Shape shape, float... values) {
    Parameter parameter =
        Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).optShape(shape).build();
    parameter.setShape(null);
    parameter.setArray(torch.manager().create(values, shape));
    Learned learned = Learned.of(parameter);
    learned.collect(true);
    return learned;
  }

  private void backward(int t) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray x = a.values();
      NDArray cubes = x.mul(x).mul(x).sum().mul(0.25f * (t + 1));
      collector.backward(cubes.add(b.values().sin().sum().mul(t + 2f)));
    }
  }

  private static void assertClose(float[] actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(1e-6));
    }
  }

  /**
   * The rule of {@code torch.optim.SGD} (single-tensor form) in float32, operation by operation.
   *
   * @param gradients of the steps, evaluated at the values that the rule has reached
   */
  private static float[] sgd(
      float[] from, int steps, double rate, double decay, Momentum momentum, Gradient gradient) {
    float[] p = from.clone();
    float[] v = new float[p.length];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < p.length; i++) {
        float g = gradient.at(p[i], t) + (float) decay * p[i];
        v[i] = t == 0 ? g : (float) momentum.momentum() * v[i] + g;
        float direction = momentum.nesterov() ? g + (float) momentum.momentum() * v[i] : v[i];
        p[i] -= (float) rate * (momentum.momentum() == 0 ? g : direction);
      }
    }
    return p;
  }

  private interface Gradient {
    float at(float value, int step);
  }

  @Test
  void sgdWithMomentumNesterovAndDecayIsPyTorchs() {
    for (Momentum momentum :
        List.of(
            new Momentum(0, false),
            new Momentum(0.9, false),
            new Momentum(0.9, true),
            new Momentum(0.5, true))) {
      for (double decay : List.of(0.0, 0.05)) {
        Learned a = parameter("a", new Shape(2, 3), -0.5f, 0, 0.5f, -0.375f, 0.125f, 0.625f);
        Learned b = parameter("b", new Shape(3), 0.25f, -1.5f, 3f);
        float[] beginA = a.values().toFloatArray();
        float[] beginB = b.values().toFloatArray();
        this.a = a;
        this.b = b;
        List<ParameterPlan> plans =
            List.of(new ParameterPlan(a, 0.75, decay), new ParameterPlan(b, 1, decay));
        try (Sgd sgd = new Sgd(torch.manager(), plans, momentum)) {
          for (int t = 0; t < 5; t++) {
            backward(t);
            sgd.step(0.01);
          }
          assertThat(sgd.steps()).isEqualTo(5);
        }

        assertClose(
            a.values().toFloatArray(),
            doubles(sgd(beginA, 5, 0.0075, decay, momentum, (x, t) -> 0.75f * (t + 1) * x * x)));
        assertClose(
            b.values().toFloatArray(),
            doubles(
                sgd(beginB, 5, 0.01, decay, momentum, (x, t) -> (t + 2) * (float) Math.cos(x))));
      }
    }
  }

  /** Two steps of the rule worked out by hand. */
  @Test
  void sgdTakesTheStepsThatPaperAndPencilGive() {
    Learned x = parameter("x", new Shape(1), 1f);
    try (Sgd sgd =
        new Sgd(torch.manager(), ParameterPlan.alike(List.of(x), 0.5), new Momentum(0.5, true))) {
      for (int t = 0; t < 2; t++) {
        // The loss is 2x, so the gradient 2 and with the penalty 2 + 0.5 x.
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
          collector.backward(x.values().mul(2f).sum());
        }
        sgd.step(0.125);
      }
    }

    // g = 2.5, v = 2.5, p = 1 - 0.125 (2.5 + 1.25) = 0.53125
    // g = 2.265625, v = 3.515625, p = 0.53125 - 0.125 (2.265625 + 1.7578125) = 0.0283203125
    assertClose(x.values().toFloatArray(), 0.0283203125);
  }

  @Test
  void sgdGoesOnFromItsStateWithTheSameBits() {
    List<ParameterPlan> plans = ParameterPlan.alike(List.of(a, b), 0.01);
    Momentum momentum = new Momentum(0.9, true);
    float[] after;
    List<Tensor> saved;
    float[] savedA;
    float[] savedB;
    try (Sgd sgd = new Sgd(torch.manager(), plans, momentum)) {
      backward(0);
      sgd.step(0.01);
      saved = sgd.state();
      savedA = a.values().toFloatArray();
      savedB = b.values().toFloatArray();
      backward(1);
      sgd.step(0.01);
      after = a.values().toFloatArray();
    }
    a = parameter("a", new Shape(2, 3), savedA);
    b = parameter("b", new Shape(3), savedB);
    Map<String, Tensor> byName =
        saved.stream().collect(Collectors.toMap(Tensor::name, tensor -> tensor));
    try (Sgd sgd = new Sgd(torch.manager(), ParameterPlan.alike(List.of(a, b), 0.01), momentum)) {
      sgd.restore(byName, 1);
      backward(1);
      sgd.step(0.01);
    }

    assertThat(byName).containsOnlyKeys("sgd.velocity.a", "sgd.velocity.b");
    assertThat(a.values().toFloatArray()).isEqualTo(after);
  }

  private static double[] doubles(float[] values) {
    double[] all = new double[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return all;
  }

  @Test
  void adamWOnClippedGradientsInGroupsIsPyTorchs() {
    List<Double> norms = new ArrayList<>();
    List<ParameterPlan> plans =
        List.of(new ParameterPlan(a, 0.75, 0.05), new ParameterPlan(b, 1, 0));
    try (Adam adam = new Adam(torch.manager(), plans, new Moments(0.8, 0.99, 1e-6), true)) {
      for (int t = 0; t < 5; t++) {
        backward(t);
        norms.add((double) Clipping.byGlobalNorm(torch.manager(), List.of(a, b), 4));
        adam.step(0.01);
      }
    }

    assertClose(
        a.values().toFloatArray(),
        -0.5368491411209106,
        0.0,
        0.4613032639026642,
        -0.4120798110961914,
        0.08725894242525101,
        0.5860623121261597);
    assertClose(
        b.values().toFloatArray(), 0.19958245754241943, -1.5488859415054321, 3.05041241645813);
    double[] expected = {
      2.804090738296509, 4.245717525482178, 5.694323539733887, 7.147144794464111, 8.603433609008789
    };
    for (int t = 0; t < 5; t++) {
      assertThat(norms.get(t)).isCloseTo(expected[t], within(5e-6));
    }
  }

  @Test
  void clippingShrinksAllGradientsTogetherOrNone() {
    backward(3);

    float norm = Clipping.byGlobalNorm(torch.manager(), List.of(a, b), 200);
    assertThat((double) norm).isCloseTo(7.125690460205078, within(1e-6));
    assertClose(a.gradient().toFloatArray(), 0.75, 0, 0.75, 0.421875, 0.046875, 1.171875);

    Clipping.byGlobalNorm(torch.manager(), List.of(a, b), 2);
    assertClose(
        b.gradient().toFloatArray(), 1.3597451448440552, 0.09927064180374146, -1.3893283605575562);
  }

  @Test
  void theScheduleIsALinearRiseAndHalfACosine() {
    LearningRate rate = new LearningRate(0.1, 0.001, 3, 12, false);
    double[] expected = {
      0.025,
      0.05,
      0.075,
      0.1,
      0.09701478472890247,
      0.0884191999343894,
      0.07525,
      0.05909558479451306,
      0.04190441520548695,
      0.02575,
      0.012580800065610593,
      0.003985215271097539
    };

    for (int t = 0; t < expected.length; t++) {
      assertThat(rate.at(t)).as("step %d", t).isCloseTo(expected[t], within(1e-12));
    }
  }

  @Test
  void theLossWithClassWeightsAndSmoothingIsPyTorchs() {
    int[] labels = {2, 0, 1, 2};
    CrossEntropy criterion = new CrossEntropy(new double[] {0.5, 2, 1.25}, 0.1);
    float[] values = {0.5f, -1, 2, 1.5f, 0.25f, -0.75f, -2, 0, 1, 0.1f, 0.2f, 0.3f};
    NDArray logits = torch.manager().create(values, new Shape(4, 3));
    logits.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = criterion.mean(logits, labels, criterion.mass(labels));
      collector.backward(loss);
      assertThat((double) loss.getFloat()).isCloseTo(0.9489606022834778, within(1e-6));
    }
    assertClose(
        logits.getGradient().toFloatArray(),
        0.04048926383256912,
        -0.0035551907494664192,
        -0.036934077739715576,
        -0.010712689720094204,
        0.010337873362004757,
        0.0003748176677618176,
        0.010187488980591297,
        -0.27342718839645386,
        0.26323968172073364,
        0.07181906700134277,
        0.06972290575504303,
        -0.141541987657547);
  }

  @Test
  void layersOfAVisionTransformerDecayTowardsThePatches() {
    assertThat(ParameterPlan.depth("head.weight", 12)).isZero();
    assertThat(ParameterPlan.depth("norm.weight", 12)).isZero();
    assertThat(ParameterPlan.depth("blocks.11.attn.qkv.weight", 12)).isEqualTo(1);
    assertThat(ParameterPlan.depth("blocks.0.ls1.gamma", 12)).isEqualTo(12);
    assertThat(ParameterPlan.depth("pos_embed", 12)).isEqualTo(13);
    assertThat(ParameterPlan.depth("patch_embed.proj.weight", 12)).isEqualTo(13);
    assertThat(ParameterPlan.depth("layer4.2.conv3.weight", 0)).isZero();
    assertThat(ParameterPlan.of(Recipe.modern(), List.of(a, b)))
        .extracting(ParameterPlan::decay)
        .as("matrices decay, vectors do not")
        .containsExactly(0.05, 0.0);
  }
}

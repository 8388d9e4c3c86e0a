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
import dev.assay.contracts.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
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

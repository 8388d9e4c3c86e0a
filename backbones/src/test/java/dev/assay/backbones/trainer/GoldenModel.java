// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.backbones.Shared;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.gradients.Learned;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Momentum;
import dev.assay.weights.Architecture;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Compares a network with what the official implementation computed: one test for each section that
 * the golden file holds, and each section in full.
 */
final class GoldenModel {
  private static final int STEPS = 3;

  private final GoldenJson golden;
  private final GoldenNetworks networks;
  private final Tolerances tolerances;
  private final NDManager manager;

  private GoldenModel(GoldenJson golden, Tolerances tolerances, NDManager manager) {
    this.golden = golden;
    this.networks = new GoldenNetworks(golden, manager);
    this.tolerances = tolerances;
    this.manager = manager;
  }

  /** The tests of every golden file of a model. */
  static Stream<DynamicNode> tests(String model, Tolerances tolerances) throws IOException {
    return tests(model, tolerances, section -> true);
  }

  /** The tests of every golden file of a family, whichever of its sizes there are. */
  static Stream<DynamicNode> family(
      Class<? extends Architecture> family,
      Function<String, Tolerances> tolerances,
      Predicate<String> chosen)
      throws IOException {
    List<DynamicNode> all = new ArrayList<>();
    for (Path file : Shared.goldenModels()) {
      GoldenJson golden = GoldenJson.read(file);
      if (BackboneCatalogue.find(golden.model())
          .filter(entry -> family.isInstance(entry.architecture()))
          .isPresent()) {
        Tolerances allowed = tolerances.apply(golden.model());
        all.add(dynamicContainer(file.getFileName().toString(), tests(golden, allowed, chosen)));
      }
    }
    Shared.require(!all.isEmpty(), "no golden file of " + family.getSimpleName() + " is there");
    return all.stream();
  }

  /** Whether a section trains a backbone: large ones are slow in that. */
  static boolean isUnfrozen(String section) {
    return section.contains("unfrozen");
  }

  /** Those of the sections that are chosen by name. */
  static Stream<DynamicNode> tests(String model, Tolerances tolerances, Predicate<String> chosen)
      throws IOException {
    List<DynamicNode> all = new ArrayList<>();
    for (Path file : Shared.goldenModels()) {
      GoldenJson golden = GoldenJson.read(file);
      if (golden.model().equals(model)) {
        all.add(dynamicContainer(file.getFileName().toString(), tests(golden, tolerances, chosen)));
      }
    }
    Shared.require(!all.isEmpty(), "no golden file of " + model + " is there");
    return all.stream();
  }

  private static List<DynamicTest> tests(
      GoldenJson golden, Tolerances tolerances, Predicate<String> chosen) {
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("state dicts", GoldenModel::checkStateDicts);
    if (!golden.forward().isEmpty()) {
      checks.put("forward", GoldenModel::checkForward);
    }
    golden
        .finetune()
        .forEach((name, section) -> checks.put(name, m -> m.checkFinetuning(name, section)));
    List<DynamicTest> all = new ArrayList<>();
    checks.forEach(
        (name, check) -> {
          if (chosen.test(name)) {
            all.add(test(name, golden, tolerances, check));
          }
        });
    all.add(dynamicTest("holds something", () -> assertThat(checks).hasSizeGreaterThan(1)));
    return all;
  }

  private interface Check {
    void of(GoldenModel model);
  }

  private static DynamicTest test(
      String name, GoldenJson golden, Tolerances tolerances, Check check) {
    Executable run =
        () -> {
          try (Torch torch = Torch.start(2, "cpu")) {
            check.of(new GoldenModel(golden, tolerances, torch.manager()));
          }
        };
    return dynamicTest(name, run);
  }

  private void report(String what, String format, Object... numbers) {
    System.out.printf("%s %s: %s%n", golden.model(), what, format.formatted(numbers));
  }

  // ---- state dict ---------------------------------------------------------------------------

  /** Keys, shapes and order are the official ones, and the generator makes the golden values. */
  private void checkStateDicts() {
    for (JsonNode dict : golden.stateDicts()) {
      NamedBlock network = networks.stateDict(dict.path("id").asText());
      Map<String, List<Long>> expected = GoldenJson.keys(dict);
      Map<String, String> ours = networks.ours(dict.path("id").asText(), expected.keySet());
      List<String> order = expected.keySet().stream().map(ours::get).toList();
      List<String> actual = new ArrayList<>(network.shapes().keySet());
      actual.retainAll(Set.copyOf(order));
      assertThat(actual).isEqualTo(order);
      expected.forEach(
          (key, shape) -> assertThat(network.shapes().get(ours.get(key))).as(key).isEqualTo(shape));
      if (networks.isWhole(dict.path("id").asText())) {
        assertThat(network.shapes()).hasSameSizeAs(order);
        assertThat(network.size()).isEqualTo(dict.path("num_parameters").asLong());
      }
      checkGenerator(dict);
    }
    golden.heads().forEach(this::checkGenerator);
  }

  private void checkGenerator(JsonNode dict) {
    Map<String, List<Long>> shapes = GoldenJson.keys(dict);
    for (Map.Entry<String, JsonNode> e : dict.path("gen_first_last").properties()) {
      List<Long> shape = shapes.get(e.getKey());
      if (!e.getKey().endsWith("num_batches_tracked")
          && !Formula.isFixed(golden.rules(), e.getKey(), shape)) {
        String prefix = dict.path("name_prefix").asText();
        float[] ends = Formula.firstAndLast(golden.rules(), prefix, e.getKey(), shape);
        assertThat(ends[0]).isEqualTo((float) e.getValue().get(0).asDouble());
        assertThat(ends[1]).isEqualTo((float) e.getValue().get(1).asDouble());
      }
    }
  }

  // ---- forward ------------------------------------------------------------------------------

  /** Logits and the outputs of the modules on the way, in evaluation mode. */
  private void checkForward() {
    for (int layers : golden.isDinoV2() ? List.of(4, 1) : List.of(0)) {
      List<JsonNode> with =
          golden.forward().stream().filter(f -> layers != 1 || f.has("layers1")).toList();
      if (!with.isEmpty()) {
        NamedBlock network = networks.logits(layers);
        for (JsonNode forward : with) {
          checkForward(network, forward, layers == 0 ? forward : forward.path("layers" + layers));
        }
      }
    }
  }

  /**
   * @param wrapper what the section holds of this classifier
   */
  private void checkForward(NamedBlock network, JsonNode forward, JsonNode wrapper) {
    String name = forward.path("input").asText();
    GoldenOutputs outputs = new GoldenOutputs(name, forward, wrapper);
    try (NDManager step = manager.newSubManager()) {
      NDArray input = input(step, name);
      outputs.checkInput(input);
      float[] logits = network.apply(new Pass(false, outputs), input).toFloatArray();
      int compared = outputs.assertAllSeen();
      for (String precision : List.of("logits_float64", "logits_float32")) {
        if (wrapper.has(precision)) {
          double[] expected = GoldenJson.doubles(wrapper.path(precision));
          double off = GoldenJson.maxDifference(expected, logits) / GoldenJson.largest(expected);
          report(name, "%s off by %.2g of the largest", precision, off);
          assertThat(off).as("%s of %s", precision, name).isLessThan(tolerances.evalLogits());
          compared++;
        }
      }
      assertThat(compared).as("compared of %s", name).isPositive();
      checkFolded(network, input, logits, name);
    }
  }

  /** Batch normalisations that are parts of convolutions change the last bits alone. */
  private void checkFolded(NamedBlock network, NDArray input, float[] logits, String name) {
    if (network.norms() == 0) {
      return;
    }
    double[] exact = new double[logits.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = logits[i];
    }
    float[] folded = network.apply(Pass.FOLDED, input).toFloatArray();
    double off = GoldenJson.maxDifference(exact, folded) / GoldenJson.largest(exact);
    report(name, "folded: off by %.2g of the largest", off);
    assertThat(off).as("folded %s", name).isLessThan(Tolerances.FOLDED);
  }

  private NDArray input(NDManager owner, String name) {
    long[] shape = GoldenJson.inputShape(name);
    int n = (int) new Shape(shape).size();
    return owner.create(Formula.values(name, n, 0, 2), new Shape(shape));
  }

  // ---- fine-tuning --------------------------------------------------------------------------

  /** A network being fine-tuned as a section says. */
  private final class Tuning {
    final String name;
    final JsonNode section;
    final boolean frozen;
    final GoldenNetworks.Tuned tuned;
    final NamedBlock trained;
    final NDArray input;
    final int[] labels;
    final Tolerances allowed;

    Tuning(String name, JsonNode section, NDManager owner) {
      this.name = name;
      this.section = section;
      frozen = !name.endsWith("unfrozen");
      tuned = networks.tuned(section.path("head").asText());
      trained = frozen ? tuned.classifier().head() : tuned.classifier();
      NDArray images = input(owner, section.path("input").asText());
      input = frozen ? tuned.classifier().backbone().apply(Pass.EVALUATION, images) : images;
      labels = GoldenJson.ints(section.path("labels"));
      allowed = frozen ? Tolerances.FROZEN : tolerances;
      trained.collectGradients(true);
      assertThat(section.path("dtype").asText("float64")).isIn("float64", "float32");
    }

    /** Loss of a training pass, which leaves gradients. */
    double backward(boolean first) {
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray logits = trained.apply(Pass.TRAINING, in(step));
        if (first && section.has("logits")) {
          checkLogits(logits.toFloatArray());
        }
        NDArray loss = CrossEntropy.of(logits, labels, labels.length);
        collector.backward(loss);
        return loss.getFloat();
      }
    }

    private void checkLogits(float[] logits) {
      double[] expected = GoldenJson.doubles(section.path("logits"));
      double off = GoldenJson.maxDifference(expected, logits);
      double scale = frozen ? Math.max(1, GoldenJson.largest(expected)) : 1;
      assertThat(off / scale).as("first logits").isLessThan(allowed.first());
    }

    float[] logits(Pass pass) {
      try (NDManager step = manager.newSubManager()) {
        return trained.apply(pass, in(step)).toFloatArray();
      }
    }

    double loss(float[] logits) {
      int classes = logits.length / labels.length;
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        sum += CrossEntropy.of(logits, i * classes, classes, labels[i]);
      }
      return sum / labels.length;
    }

    private NDArray in(NDManager step) {
      NDArray x = input.duplicate();
      x.attach(step);
      return x;
    }

    /**
     * Parameters whose gradient is zero but for rounding, which Adam turns into whole steps: biases
     * before a batch normalisation, and what no output depends on.
     */
    Set<String> withoutGradient() {
      Set<String> names = new HashSet<>();
      section
          .path("float32_vs_float64")
          .path("grads_below_1e-6_of_max_l2")
          .forEach(name -> names.add(name.asText()));
      return names;
    }

    /** What a loss may be off by: relative where a head alone overshoots. */
    double lossTolerance(double loss, double absolute) {
      return frozen ? absolute * Math.max(1, Math.abs(loss)) : absolute;
    }
  }

  /** The first training pass, then three steps of each optimizer from the same start. */
  private void checkFinetuning(String name, JsonNode section) {
    try (NDManager owner = manager.newSubManager()) {
      Tuning tuning = new Tuning(name, section, owner);
      double loss = tuning.backward(true);
      checkFirstPass(tuning, loss);
      boolean fresh = true;
      for (String optimizer : List.of("adam", "sgd")) {
        if (section.has(optimizer)) {
          if (!fresh) {
            networks.refill(tuning.tuned, tuning.trained);
            tuning.trained.collectGradients(true);
            loss = tuning.backward(false);
          }
          checkSteps(tuning, optimizer, loss);
          fresh = false;
        }
      }
    }
  }

  /** Loss, logits, gradients and running statistics. */
  private void checkFirstPass(Tuning tuning, double loss) {
    JsonNode section = tuning.section;
    assertThat(section.has("loss") || section.has("logits") || section.has("grads"))
        .as("%s holds something", tuning.name)
        .isTrue();
    if (section.has("loss")) {
      double expected = section.path("loss").asDouble();
      assertThat(loss)
          .as("first loss")
          .isCloseTo(expected, within(tuning.lossTolerance(expected, tuning.allowed.first())));
    }
    if (section.has("grads")) {
      checkGradients(tuning);
    }
    if (section.has("bn_after_first_forward")) {
      checkStatistics(section.path("bn_after_first_forward"), tuning.tuned.classifier());
    }
  }

  private void checkGradients(Tuning tuning) {
    JsonNode expected = tuning.section.path("grads");
    Set<String> noise = tuning.withoutGradient();
    List<Double> off = new ArrayList<>();
    double worstSample = 0;
    for (Learned parameter : tuning.trained.learned()) {
      String goldenName = tuning.tuned.golden(parameter.name());
      boolean ofHead = goldenName.startsWith("head.");
      if (noise.contains(goldenName)) {
        continue;
      }
      JsonNode gradient = expected.get(goldenName);
      assertThat(gradient).as("golden gradient of %s", parameter.name()).isNotNull();
      float[] values;
      try (NDArray array = parameter.gradient()) {
        values = array.toFloatArray();
      }
      double l2 = gradient.path("l2").asDouble();
      double relative = Math.abs(GoldenJson.norm(values) - l2) / l2;
      assertThat(relative)
          .as("norm of gradient %s", parameter.name())
          .isLessThan(tuning.allowed.gradients().norm(ofHead));
      off.add(relative);
      for (int i = 0; i < gradient.path("idx").size(); i++) {
        double sample =
            Math.abs(
                    values[gradient.path("idx").get(i).asInt()]
                        - gradient.path("val").get(i).asDouble())
                / l2;
        assertThat(sample)
            .as("sample of gradient %s", parameter.name())
            .isLessThan(tuning.allowed.gradients().sample(ofHead));
        worstSample = Math.max(worstSample, sample);
      }
    }
    report(
        tuning.name,
        "gradient norms off by %.2g (median %.2g), samples by %.2g",
        GoldenJson.largest(off),
        GoldenJson.median(off),
        worstSample);
    assertThat(off)
        .as("all golden gradients")
        .hasSize(expected.size() - (int) noise.stream().filter(expected::has).count());
    assertThat(GoldenJson.median(off))
        .as("median over gradients")
        .isLessThan(tuning.allowed.gradients().normMedian());
    List<String> learned = tuning.trained.learned().stream().map(Learned::name).toList();
    for (JsonNode none : tuning.section.path("grad_none")) {
      assertThat(tuning.trained.shapes()).containsKey(none.asText());
      assertThat(learned).doesNotContain(none.asText());
    }
  }

  private static void checkStatistics(JsonNode expected, NamedBlock network) {
    Map<String, Tensor> state = new HashMap<>();
    network.state().forEach(t -> state.put(t.name(), t));
    for (Map.Entry<String, JsonNode> norm : expected.properties()) {
      for (String statistic : List.of("running_mean", "running_var")) {
        JsonNode golden = norm.getValue().path(statistic);
        float[] values = state.get(norm.getKey() + "." + statistic).floats();
        assertThat(GoldenJson.sum(values) / values.length)
            .as("mean %s of %s", statistic, norm.getKey())
            .isCloseTo(
                golden.path("sum").asDouble() / values.length, within(Tolerances.STATISTICS));
        assertThat(GoldenJson.firstDifference(golden.path("first4"), values))
            .as("%s of %s", statistic, norm.getKey())
            .isLessThan(Tolerances.STATISTICS);
      }
      assertThat(state.get(norm.getKey() + ".num_batches_tracked").scalar())
          .isEqualTo(norm.getValue().path("num_batches_tracked").asLong());
    }
    assertThat(expected.size()).as("all batch norms").isEqualTo((int) network.norms());
  }

  private interface Step extends AutoCloseable {
    void make();

    @Override
    void close();
  }

  private Step optimizer(String name, JsonNode block, List<Learned> parameters) {
    double learningRate = block.path("lr").asDouble();
    if (name.equals("adam")) {
      List<ParameterPlan> plans =
          ParameterPlan.alike(parameters, block.path("weight_decay").asDouble());
      Adam adam = new Adam(manager, plans, Moments.STANDARD, false);
      return step(() -> adam.step(learningRate), adam::close);
    }
    Momentum momentum = new Momentum(block.path("momentum").asDouble(), false);
    Sgd sgd = new Sgd(manager, ParameterPlan.alike(parameters, 0), momentum);
    return step(() -> sgd.step(learningRate), sgd::close);
  }

  private static Step step(Runnable make, Runnable close) {
    return new Step() {
      @Override
      public void make() {
        make.run();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  /**
   * Losses before each step, then parameters, evaluation and loss after the third.
   *
   * @param first loss, whose gradients are there
   */
  private void checkSteps(Tuning tuning, String optimizer, double first) {
    JsonNode block = tuning.section.path(optimizer);
    assertThat(block.path("dtype").asText("float64")).isIn("float64", "float32");
    boolean adam = optimizer.equals("adam");
    double[] expected = GoldenJson.doubles(block.path("losses"));
    assertThat(expected).hasSize(STEPS + 1);
    double[] losses = new double[STEPS + 1];
    losses[0] = first;
    try (Step step = optimizer(optimizer, block, tuning.trained.learned())) {
      step.make();
      for (int i = 1; i < STEPS; i++) {
        losses[i] = tuning.backward(false);
        step.make();
      }
    }
    if (block.has("params_after_3")) {
      checkParameters(tuning, block.path("params_after_3"), adam);
    }
    checkEvaluation(tuning, block, optimizer);
    losses[STEPS] = tuning.loss(tuning.logits(Pass.TRAINING));
    double worst = 0;
    for (int i = 0; i <= STEPS; i++) {
      double allowed = adam ? tuning.allowed.adamLoss() : tuning.allowed.sgdLoss();
      assertThat(losses[i])
          .as("%s loss after %d steps", optimizer, i)
          .isCloseTo(expected[i], within(tuning.lossTolerance(expected[i], allowed)));
      worst = Math.max(worst, Math.abs(losses[i] - expected[i]));
    }
    report(tuning.name + " " + optimizer, "losses off by %.2g", worst);
  }

  private void checkParameters(Tuning tuning, JsonNode expected, boolean adam) {
    List<Double> off = new ArrayList<>();
    Map<String, Tensor> state = new HashMap<>();
    tuning.trained.state().forEach(t -> state.put(tuning.tuned.golden(t.name()), t));
    for (Learned parameter : tuning.trained.learned()) {
      assertThat(expected.has(tuning.tuned.golden(parameter.name())))
          .as("%s after three steps", parameter.name())
          .isTrue();
    }
    Set<String> noise = adam ? tuning.withoutGradient() : Set.of();
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      if (noise.contains(entry.getKey())) {
        continue;
      }
      assertThat(state).containsKey(entry.getKey());
      float[] values = state.get(entry.getKey()).floats();
      JsonNode golden = entry.getValue();
      for (int i = 0; i < golden.path("idx").size(); i++) {
        int index = golden.path("idx").get(i).asInt();
        if (adam && isKeyBias(entry.getKey(), index, values.length)) {
          continue;
        }
        double difference = Math.abs(values[index] - golden.path("val").get(i).asDouble());
        assertThat(difference)
            .as("%s after three steps", entry.getKey())
            .isLessThan(adam ? Tolerances.ADAM_PARAMETER : tuning.allowed.sgdParameter());
        off.add(difference);
      }
    }
    report(
        tuning.name + (adam ? " adam" : " sgd"),
        "parameters off by %.2g (median %.2g)",
        GoldenJson.largest(off),
        GoldenJson.median(off));
    if (adam) {
      assertThat(GoldenJson.median(off)).isLessThan(tuning.allowed.adamParameterMedian());
    }
  }

  /** The bias of attention keys has no gradient but rounding, which Adam turns into whole steps. */
  private static boolean isKeyBias(String key, int index, int length) {
    boolean ofAttention = key.endsWith("attn.qkv.bias") || key.endsWith("in_proj_bias");
    return ofAttention && index >= length / 3 && index < length / 3 * 2;
  }

  private void checkEvaluation(Tuning tuning, JsonNode block, String optimizer) {
    if (!block.has("eval_logits_after_3")) {
      return;
    }
    float[] logits = tuning.logits(Pass.EVALUATION);
    double[] expected = GoldenJson.doubles(block.path("eval_logits_after_3"));
    double scale = Math.max(1, GoldenJson.largest(expected));
    double off = GoldenJson.maxDifference(expected, logits) / scale;
    double loss = block.path("eval_loss_after_3").asDouble();
    double lossOff = Math.abs(tuning.loss(logits) - loss) / scale;
    report(tuning.name + " " + optimizer, "evaluation off by %.2g, its loss %.2g", off, lossOff);
    double allowed =
        optimizer.equals("adam") ? tuning.allowed.adamAfter() : tuning.allowed.sgdAfter();
    assertThat(off).as("evaluation after three steps").isLessThan(allowed);
    assertThat(lossOff).as("its loss").isLessThan(allowed);
  }
}

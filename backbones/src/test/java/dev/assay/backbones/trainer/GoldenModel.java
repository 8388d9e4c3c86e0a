package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.backbones.Backbone;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.Head;
import dev.assay.backbones.Heads;
import dev.assay.backbones.NamedBlock;
import dev.assay.backbones.Pass;
import dev.assay.contracts.Json;
import dev.assay.contracts.Recipe;
import dev.assay.weights.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/**
 * Compares a network with what the official implementation computed, for as much as the file holds:
 * forward passes, gradients, running statistics, steps of Adam.
 */
final class GoldenModel {

  /** Recommended beside the golden values, 5 to 10 times what PyTorch's own float32 shows. */
  record Tolerances(
      double evalLogits,
      double checkpoint,
      double gradientNorm,
      double gradientNormMedian,
      double gradientSample,
      double statistics,
      double adamLoss,
      double adamParameter,
      double adamParameterMedian) {}

  private final JsonNode json;
  private final String backbone;
  private final NDManager manager;
  private final Tolerances tolerances;

  GoldenModel(Path file, String backbone, NDManager manager, Tolerances tolerances)
      throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      this.json = Json.mapper().readTree(in);
    }
    this.backbone = backbone;
    this.manager = manager;
    this.tolerances = tolerances;
  }

  // ---- state dict ---------------------------------------------------------------------------

  /** Keys, shapes and order are the official ones, and the generator makes the golden values. */
  void checkStateDict() {
    JsonNode golden = json.path("state_dicts").get(0);
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    for (JsonNode key : golden.path("keys")) {
      expected.put(key.get(0).asText(), longs(key.get(1)));
    }
    Classifier classifier = build(1000);
    assertThat(classifier.shapes()).containsExactlyEntriesOf(expected);
    assertThat(classifier.size()).isEqualTo(golden.path("num_parameters").asLong());
    Map<String, Tensor> state = state(classifier);
    for (Map.Entry<String, JsonNode> e : golden.path("gen_first_last").properties()) {
      if (!e.getKey().endsWith("num_batches_tracked")) {
        float[] values = state.get(e.getKey()).floats();
        assertThat(values[0]).isEqualTo((float) e.getValue().get(0).asDouble());
        assertThat(values[values.length - 1]).isEqualTo((float) e.getValue().get(1).asDouble());
      }
    }
  }

  private Classifier build(int classes) {
    Backbone built = Backbones.build(backbone);
    return new Classifier(built, Heads.build("linear", built, classes));
  }

  /**
   * Golden values for a whole classifier; the new head of a fine-tuning has a prefix of its own.
   */
  private Map<String, Tensor> state(Classifier classifier) {
    String prefix = json.path("state_dicts").get(0).path("name_prefix").asText();
    Map<String, Tensor> tensors = new HashMap<>();
    boolean newHead =
        classifier.shapes().get(classifier.backbone().classifier() + ".bias").get(0) != 1000;
    classifier
        .shapes()
        .forEach(
            (key, shape) -> {
              if (key.endsWith("num_batches_tracked")) {
                tensors.put(key, Tensor.of(key, 0));
              } else if (newHead && classifier.head().shapes().containsKey(key)) {
                String headPrefix = json.path("heads").get(0).path("name_prefix").asText();
                tensors.put(
                    key, Formula.tensor(headPrefix, goldenKey(classifier, key), key, shape));
              } else {
                tensors.put(key, Formula.tensor(prefix, key, key, shape));
              }
            });
    return tensors;
  }

  private String goldenKey(Classifier classifier, String key) {
    String official = classifier.backbone().classifier() + ".";
    return key.startsWith(official) ? "head." + key.substring(official.length()) : key;
  }

  private Classifier loaded(int classes) {
    Classifier classifier = build(classes);
    classifier.load(manager, state(classifier));
    return classifier;
  }

  private NDArray input(NDManager owner, String name) {
    String dimensions = name.substring(name.lastIndexOf('/') + 1);
    long[] shape = Arrays.stream(dimensions.split("x")).mapToLong(Long::parseLong).toArray();
    int n = (int) Arrays.stream(shape).reduce(1, (x, y) -> x * y);
    return owner.create(Formula.values(name, n, 0, 2), new Shape(shape));
  }

  // ---- forward ------------------------------------------------------------------------------

  /** Logits and the outputs of the modules on the way, in evaluation mode. */
  void checkForward() {
    Classifier classifier = loaded(1000);
    int compared = 0;
    for (JsonNode forward : json.path("forward")) {
      String name = forward.path("input").asText();
      try (NDManager step = manager.newSubManager()) {
        Map<String, JsonNode> wanted = new HashMap<>();
        forward.path("checkpoints").properties().forEach(e -> wanted.put(e.getKey(), e.getValue()));
        Pass pass =
            new Pass(
                false,
                (module, output) -> {
                  JsonNode golden = wanted.remove(module);
                  if (golden != null) {
                    checkOutput(name + " " + module, golden, output);
                  }
                });
        NDArray logits = classifier.apply(pass, input(step, name));
        assertThat(wanted.keySet()).as("modules of %s not seen", name).isEmpty();
        double[] expected = doubles(forward.path("logits_float64"));
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double off = maxDifference(expected, logits.toFloatArray());
        System.out.printf(
            "%s %s: logits off by %.2g of the largest%n", backbone, name, off / largest);
        assertThat(off / largest).as("logits of %s", name).isLessThan(tolerances.evalLogits());
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }

  private void checkOutput(String what, JsonNode golden, NDArray output) {
    float[] values = output.toFloatArray();
    long expected = longs(golden.path("shape")).stream().reduce(1L, (x, y) -> x * y);
    assertThat((long) values.length).as(what).isEqualTo(expected);
    double mean = 0;
    for (float v : values) {
      mean += v;
    }
    double std = golden.path("std").asDouble();
    double allowed = tolerances.checkpoint() * std;
    assertThat(mean / values.length)
        .as("mean of %s", what)
        .isCloseTo(golden.path("mean").asDouble(), within(allowed));
    double[] first = doubles(golden.path("first8"));
    double[] last = doubles(golden.path("last8"));
    float[] start = Arrays.copyOf(values, first.length);
    float[] end = Arrays.copyOfRange(values, values.length - last.length, values.length);
    assertThat(maxDifference(first, start)).as("first of %s", what).isLessThan(allowed);
    assertThat(maxDifference(last, end)).as("last of %s", what).isLessThan(allowed);
  }

  // ---- fine-tuning --------------------------------------------------------------------------

  /** Head alone, on features computed in evaluation mode. */
  void checkFrozen() {
    JsonNode golden = json.path("finetune").path("frozen");
    int[] labels = ints(golden.path("labels"));
    Classifier classifier = loaded(3);
    Head head = classifier.head();
    try (NDManager outer = manager.newSubManager()) {
      NDArray features =
          classifier.backbone().apply(Pass.EVALUATION, input(outer, golden.path("input").asText()));
      head.collectGradients(true);
      double scale = Math.max(1, golden.path("loss").asDouble());
      double loss = gradients(head, features, labels, golden, classifier);
      assertThat(loss).isCloseTo(golden.path("loss").asDouble(), within(1e-5 * scale));
      checkGradients(golden.path("grads"), classifier, head, 1e-5, 1e-5, 1e-5);
      checkAdam(golden.path("adam"), classifier, head, features, labels, 1e-5 * scale);
    }
  }

  /** The whole network in training mode. */
  void checkUnfrozen() {
    JsonNode golden = json.path("finetune").path("unfrozen");
    int[] labels = ints(golden.path("labels"));
    Classifier classifier = loaded(3);
    try (NDManager outer = manager.newSubManager()) {
      NDArray images = input(outer, golden.path("input").asText());
      classifier.collectGradients(true);
      double loss = gradients(classifier, images, labels, golden, classifier);
      assertThat(loss).isCloseTo(golden.path("loss").asDouble(), within(1e-5));
      checkStatistics(golden.path("bn_after_first_forward"), classifier);
      checkGradients(
          golden.path("grads"),
          classifier,
          classifier,
          tolerances.gradientNorm(),
          tolerances.gradientNormMedian(),
          tolerances.gradientSample());
      checkAdam(golden.path("adam"), classifier, classifier, images, labels, tolerances.adamLoss());
      JsonNode after = golden.path("adam").path("eval_loss_after_3");
      if (after.isNumber()) {
        try (NDManager step = outer.newSubManager()) {
          NDArray x = images.duplicate();
          x.attach(step);
          NDArray logits = classifier.apply(Pass.EVALUATION, x);
          // Three training forwards, and the step sizes of entries with a gradient near zero.
          assertThat(CrossEntropy.of(logits, labels, labels.length).getFloat())
              .isCloseTo((float) after.asDouble(), within(0.02f));
        }
      }
    }
  }

  private double gradients(
      NamedBlock network, NDArray input, int[] labels, JsonNode golden, Classifier classifier) {
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray x = input.duplicate();
      x.attach(step);
      NDArray logits = network.apply(Pass.TRAINING, x);
      if (golden != null) {
        double[] expected = doubles(golden.path("logits"));
        double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
        assertThat(maxDifference(expected, logits.toFloatArray()))
            .as("first logits of %s", classifier.backbone().entry().name())
            .isLessThan(1e-5 * largest);
      }
      NDArray loss = CrossEntropy.of(logits, labels, labels.length);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  private void checkGradients(
      JsonNode golden,
      Classifier classifier,
      NamedBlock network,
      double norm,
      double normMedian,
      double sample) {
    List<Double> off = new ArrayList<>();
    for (Parameter parameter : network.learned()) {
      JsonNode expected = golden.get(goldenKey(classifier, parameter.getName()));
      assertThat(expected).as("golden gradient of %s", parameter.getName()).isNotNull();
      try (NDArray gradient = parameter.getArray().getGradient()) {
        float[] values = gradient.toFloatArray();
        double squares = 0;
        for (float v : values) {
          squares += (double) v * v;
        }
        double l2 = expected.path("l2").asDouble();
        double relative = Math.abs(Math.sqrt(squares) - l2) / l2;
        assertThat(relative).as("norm of gradient %s", parameter.getName()).isLessThan(norm);
        off.add(relative);
        for (int i = 0; i < expected.path("idx").size(); i++) {
          double difference =
              values[expected.path("idx").get(i).asInt()] - expected.path("val").get(i).asDouble();
          assertThat(Math.abs(difference) / l2)
              .as("sample of gradient %s", parameter.getName())
              .isLessThan(sample);
        }
      }
    }
    assertThat(off).hasSize(golden.size());
    assertThat(median(off)).as("median over gradients").isLessThan(normMedian);
  }

  private void checkStatistics(JsonNode golden, Classifier classifier) {
    Map<String, Tensor> state = new HashMap<>();
    classifier.state().forEach(t -> state.put(t.name(), t));
    for (Map.Entry<String, JsonNode> norm : golden.properties()) {
      for (String statistic : List.of("running_mean", "running_var")) {
        JsonNode expected = norm.getValue().path(statistic);
        float[] values = state.get(norm.getKey() + "." + statistic).floats();
        double sum = 0;
        for (float v : values) {
          sum += v;
        }
        assertThat(sum / values.length)
            .as("%s of %s", statistic, norm.getKey())
            .isCloseTo(
                expected.path("sum").asDouble() / values.length, within(tolerances.statistics()));
        double[] first = doubles(expected.path("first4"));
        assertThat(maxDifference(first, Arrays.copyOf(values, first.length)))
            .as("%s of %s", statistic, norm.getKey())
            .isLessThan(tolerances.statistics());
      }
      assertThat(state.get(norm.getKey() + ".num_batches_tracked").scalar())
          .isEqualTo(norm.getValue().path("num_batches_tracked").asLong());
    }
    assertThat(golden.size()).isEqualTo((int) classifier.norms());
  }

  /** From where one backward pass has left gradients: losses of steps 1 to 3 and after. */
  private void checkAdam(
      JsonNode golden,
      Classifier classifier,
      NamedBlock network,
      NDArray input,
      int[] labels,
      double lossTolerance) {
    if (golden.isMissingNode()) {
      return;
    }
    double[] losses = doubles(golden.path("losses"));
    try (Adam adam =
        new Adam(
            manager,
            ParameterPlan.alike(network.learned(), golden.path("weight_decay").asDouble()),
            Recipe.Moments.STANDARD,
            false)) {
      double rate = golden.path("lr").asDouble();
      adam.step(rate);
      for (int i = 1; i < 3; i++) {
        double loss = gradients(network, input, labels, null, classifier);
        assertThat(loss)
            .as("loss before step %d", i + 1)
            .isCloseTo(losses[i], within(lossTolerance));
        adam.step(rate);
      }
    }
    List<Double> off = new ArrayList<>();
    for (Parameter parameter : network.learned()) {
      JsonNode expected =
          golden.path("params_after_3").get(goldenKey(classifier, parameter.getName()));
      float[] values = parameter.getArray().toFloatArray();
      for (int i = 0; i < expected.path("idx").size(); i++) {
        double difference =
            values[expected.path("idx").get(i).asInt()] - expected.path("val").get(i).asDouble();
        assertThat(Math.abs(difference))
            .as("%s after Adam", parameter.getName())
            .isLessThan(tolerances.adamParameter());
        off.add(Math.abs(difference));
      }
    }
    assertThat(median(off)).as("median after Adam").isLessThan(tolerances.adamParameterMedian());
  }

  // ---- JSON ---------------------------------------------------------------------------------

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double maxDifference(double[] expected, float[] actual) {
    assertThat(actual).hasSize(expected.length);
    double max = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - actual[i]);
      max = Double.isNaN(difference) ? Double.NaN : Math.max(max, difference);
    }
    return max;
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .flatMapToDouble(
            v ->
                v.isArray()
                    ? Arrays.stream(doubles(v))
                    : java.util.stream.DoubleStream.of(v.asDouble()))
        .toArray();
  }

  private static List<Long> longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asLong).toList();
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the trainer saves is torchvision's: in a Python of its own, because two versions of libtorch
 * do not share a process.
 */
class TorchvisionTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final int CLASSES = 2;
  private static final Tensor IMAGES =
      Tensor.of(
          "images", List.of(3L, 3L, 96L, 64L), Formula.values("images", 3 * 3 * 96 * 64, 0, 2));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet50", "densenet121"})
  void fineTunedNetworkLoadsStrictlyAndGivesTheSameLogits(String backbone) throws Exception {
    requireTorchvision();
    Runs run =
        Runs.of(TinySplit.write(folder, 16, 8, 2), folder.resolve("run"))
            .backbone(backbone)
            .epochs(1);
    assertThat(run.run()).isEqualTo(Child.DONE);
    Path model = run.file(run.result().checkpoints().get(Checkpoint.BEST_LOSS).modelFile());
    Path input = folder.resolve("images.safetensors");
    Safetensors.write(input, List.of(IMAGES), Map.of());

    String theirs = python("torchvision_logits.py", backbone, model.toString(), input.toString());

    compare(backbone, numbers(theirs), logits(backbone, model, IMAGES));
  }

  /** Zip and legacy, float32 and both halves, as PyTorch itself writes them. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "densenet121"})
  void readsWhatTorchSaveWrites(String backbone) throws Exception {
    requireTorchvision();
    Path input = folder.resolve("images.safetensors");
    Safetensors.write(input, List.of(IMAGES), Map.of());

    String[] theirs =
        python("torch_save.py", backbone, folder.toString(), input.toString()).split("\\n");

    List<String> files = List.of("zip", "legacy", "half", "bfloat16");
    assertThat(theirs).hasSameSizeAs(files);
    for (int i = 0; i < theirs.length; i++) {
      Path file = folder.resolve(files.get(i) + ".pth");
      compare(backbone + " " + files.get(i), numbers(theirs[i]), logits(backbone, file, IMAGES));
    }
  }

  private static void compare(String what, double[] theirs, float[] ours) {
    double largest = Arrays.stream(theirs).map(Math::abs).max().orElseThrow();
    double off = GoldenJson.maxDifference(theirs, ours) / largest;
    System.out.printf("%s: logits off torchvision's by %.2g of the largest%n", what, off);
    assertThat(largest).isGreaterThan(1e-3);
    assertThat(off).as(what).isLessThan(5e-5);
  }

  private static double[] numbers(String output) {
    return Arrays.stream(output.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
  }

  private static void requireTorchvision() throws Exception {
    boolean there =
        Files.isExecutable(Path.of(PYTHON))
            && run(List.of(PYTHON, "-c", "import numpy, torch, torchvision"), new byte[0])
                .isEmpty();
    if (!there) {
      System.err.println(
          "SKIPPED: no torchvision in " + PYTHON + "; Debian: python3-torch python3-torchvision");
    }
    assumeTrue(there, "no torchvision in " + PYTHON);
  }

  private static String run(List<String> command, byte[] script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("LD_LIBRARY_PATH");
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(script);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? output : "exit code " + process.exitValue() + "\n" + output;
  }

  /** Output of a script of the tests. */
  private static String python(String script, String model, String file, String input)
      throws Exception {
    byte[] text;
    try (var in = TorchvisionTest.class.getResourceAsStream("/" + script)) {
      text = in.readAllBytes();
    }
    String classes = Integer.toString(CLASSES);
    String output = run(List.of(PYTHON, "-", model, classes, file, input), text).strip();
    assertThat(output).doesNotContain("Traceback").doesNotContain("exit code");
    return output;
  }

  private static float[] logits(String name, Path file, Tensor images) throws IOException {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.build(name);
      Classifier network = new Classifier(backbone, Heads.build(Heads.LINEAR, backbone, CLASSES));
      network.load(torch.manager(), TensorFile.read(file));
      NDArray input = torch.manager().create(images.floats(), new Shape(3, 3, 96, 64));
      return network.apply(Pass.EVALUATION, input).toFloatArray();
    }
  }
}

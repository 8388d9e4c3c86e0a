// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsFileTest {
  private static final String INPUT =
      """
      "input": {"resize": 256, "crop": 224, "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], \
      "std": [0.25, 0.25, 0.25]}\
      """;

  @TempDir Path folder;

  /** Zeros of the right names and shapes. */
  private static List<Tensor> zeros(String backbone, int classes) {
    List<Tensor> tensors = new ArrayList<>();
    for (Inventory.Slot slot :
        BackboneCatalogue.require(backbone).inventory().withClasses(classes).slots()) {
      int elements = (int) Tensor.elements(slot.shape());
      tensors.add(
          slot.counter()
              ? Tensor.of(slot.name(), 0)
              : new Tensor(
                  slot.name(), DType.F16, slot.shape(), ByteBuffer.allocate(2 * elements)));
    }
    return tensors;
  }

  private Path save(List<Tensor> tensors) throws IOException {
    Path file = folder.resolve("mine.safetensors");
    Safetensors.write(file, tensors, Map.of());
    return file;
  }

  private void describe(String json) throws IOException {
    Files.writeString(folder.resolve("mine.safetensors.json"), json);
  }

  @Test
  void believesTheJsonNextToTheFile() throws IOException {
    Path file = save(zeros("mobilenet_v2", 7));
    describe("{\"backbone\": \"mobilenet_v2\", \"pretrained_on\": \"X-rays\", " + INPUT + "}");

    WeightsFile inspected = WeightsFile.inspect(file);

    assertThat(inspected.backbone()).isEqualTo("mobilenet_v2");
    assertThat(inspected.source()).isEqualTo("X-rays");
    assertThat(inspected.classes()).isEqualTo(7);
    assertThat(inspected.preprocessing())
        .isEqualTo(
            new Preprocessing(
                256, 224, "bilinear", List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)));
    assertThat(inspected.sha256()).isEqualTo(WeightsFile.sha256(file));
  }

  @Test
  void refusesAFileWithoutADescriptionAndSaysWhatToWrite() throws IOException {
    Path file = save(zeros("resnet18", 1000));
    assertThatThrownBy(() -> WeightsFile.inspect(file))
        .isInstanceOfSatisfying(
            WeightsException.class, e -> assertThat(e.actor()).isEqualTo(Actor.USER))
        .hasMessageContaining("mine.safetensors.json")
        .hasMessageContaining("its keys are those of resnet18")
        .hasMessageContaining("\"pretrained_on\"")
        .hasMessageContaining("mobilenet_v2, resnet18");
  }

  @Test
  void anOfficialNameOverOtherBytesIsADamagedDownload() throws IOException {
    Path file = folder.resolve("resnet18-f37072fd.pth");
    Files.move(save(zeros("resnet18", 1000)), file);
    assertThatThrownBy(() -> WeightsFile.inspect(file))
        .hasMessageContaining("begins with f37072fd")
        .hasMessageContaining("incomplete or altered");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"backbone\": \"resnet51\", INPUT}|unknown backbone 'resnet51'; accepted: mobilenet_v2",
        "{\"backbone\": \"resnet18\", INPUT}|not the weights of resnet18",
        "{\"backbone\": \"mobilenet_v2\"}|'input' is missing",
        "{INPUT}|'backbone' is missing",
        "{\"backbone\": \"mobilenet_v2\", \"classes\": 3, INPUT}|states 3 classes, but the"
            + " classifier in mine.safetensors has 7",
        "{\"backbone\": \"mobilenet_v2\", \"sha256\": \"00\", INPUT}|states sha256 00",
        "{\"backbone\": \"mobilenet_v2\", \"input\": {\"resize\": 100, \"crop\": 224}}|resize must"
            + " be at least 224",
        "not JSON|not a valid Sidecar"
      })
  void refusesAStatementThatIsWrong(String json, String reason) throws IOException {
    Path file = save(zeros("mobilenet_v2", 7));
    describe(json.replace("INPUT", INPUT));
    assertThatThrownBy(() -> WeightsFile.inspect(file))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("mine.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void namesKeysThatAreMissingUnexpectedOrOfAnotherShape() throws IOException {
    describe("{\"backbone\": \"resnet18\", " + INPUT + "}");
    List<Tensor> tensors = zeros("resnet18", 10);
    Tensor first = tensors.remove(0);
    Path missing = save(tensors);
    assertThatThrownBy(() -> WeightsFile.inspect(missing))
        .hasMessageContaining("1 key missing (conv1.weight), no key unexpected");

    tensors.add(Tensor.of("conv1.weight", List.of(64L, 3L, 3L, 3L), new float[64 * 27]));
    Path shape = save(tensors);
    assertThatThrownBy(() -> WeightsFile.inspect(shape))
        .hasMessageContaining(
            "key 'conv1.weight' has the shape [64, 3, 3, 3]; resnet18 expects [64, 3, 7, 7]");

    tensors.set(tensors.size() - 1, first);
    tensors.add(Tensor.of("ema", List.of(1L), new float[1]));
    Path unexpected = save(tensors);
    assertThatThrownBy(() -> WeightsFile.inspect(unexpected))
        .hasMessageContaining("no key missing, 1 key unexpected (ema)");
  }

  @Test
  void countersOfBatchNormalisationMayBeAbsent() throws IOException {
    describe("{\"backbone\": \"resnet18\", " + INPUT + "}");
    List<Tensor> tensors = zeros("resnet18", 10);
    tensors.removeIf(t -> t.name().endsWith("num_batches_tracked"));

    assertThat(WeightsFile.inspect(save(tensors)).classes()).isEqualTo(10);
  }

  @Test
  void officialNamesOfTorchvisionCarryTheBackboneAndThePrefixOfTheHash() {
    for (OfficialWeights weights : OfficialWeights.all()) {
      assertThat(BackboneCatalogue.names()).contains(weights.backbone());
      if (!weights.sha256Prefix().isEmpty()) {
        assertThat(weights.url().toString()).endsWith("/" + weights.fileName());
        assertThat(weights.fileName())
            .contains(weights.backbone())
            .endsWith("-" + weights.sha256Prefix() + ".pth");
        assertThat(OfficialWeights.bySha256(weights.sha256Prefix() + "0".repeat(56)))
            .hasValue(weights);
      }
    }
  }

  @Test
  void theFileThatWasUsedIsKnownByItsHashOrByAnOfficialNameWithoutOne() {
    String hash = "f37072fd" + "0".repeat(56);

    assertThat(OfficialWeights.used(hash, "renamed.pth").orElseThrow().backbone())
        .isEqualTo("resnet18");
    String other = "ab".repeat(32);
    assertThat(OfficialWeights.used(other, "mae_pretrain_vit_base.pth").orElseThrow().licence())
        .isEqualTo("CC-BY-NC-4.0");
    assertThat(OfficialWeights.used(other, "resnet18-f37072fd.pth")).isEmpty();
    assertThat(OfficialWeights.used(other, null)).isEmpty();
  }

  /** As on the page of the official repository. */
  @Test
  void everyBackboneHasAnOfficialNetworkAndDinoV2ItsClassifiers() {
    assertThat(BackboneCatalogue.names())
        .allSatisfy(
            name ->
                assertThat(OfficialWeights.of(name).getFirst().content())
                    .isEqualTo(OfficialWeights.Content.NETWORK));
    OfficialWeights network = OfficialWeights.of("dinov2_vitg14_reg").getFirst();
    assertThat(network.url())
        .hasToString(
            "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitg14/dinov2_vitg14_reg4_pretrain.pth");
    assertThat(network.sha256Prefix()).isEmpty();
    assertThat(network.licence()).isEqualTo("Apache-2.0");
    assertThat(network.preprocessing().interpolation()).isEqualTo("bicubic");
    assertThat(OfficialWeights.head("dinov2_vits14", 4).orElseThrow().fileName())
        .isEqualTo("dinov2_vits14_linear4_head.pth");
    assertThat(OfficialWeights.head("dinov2_vits14", 1).orElseThrow().url())
        .hasToString(
            "https://dl.fbaipublicfiles.com/dinov2/dinov2_vits14/dinov2_vits14_linear_head.pth");
    assertThat(OfficialWeights.head("resnet50", 4)).isEmpty();
  }

  @Test
  void dinoV2IsKnownByItsNameAndItsTensorsBecauseNoHashIsPublished() throws IOException {
    Path file = folder.resolve("dinov2_vits14_pretrain.pth");
    Files.move(save(zeros("dinov2_vits14", 1000)), file);

    WeightsFile network = WeightsFile.inspect(file);

    assertThat(network.backbone()).isEqualTo("dinov2_vits14");
    assertThat(network.source()).isEqualTo("LVD-142M");
    assertThat(network.classes()).isZero();
    assertThat(network.headLayers()).isZero();
    assertThat(network.preprocessing()).isEqualTo(Preprocessing.dinoV2());

    Path other = folder.resolve("dinov2_vits14_reg4_pretrain.pth");
    Files.move(file, other);
    assertThatThrownBy(() -> WeightsFile.inspect(other))
        .hasMessageContaining("dinov2_vits14_reg4_pretrain.pth")
        .hasMessageContaining("1 key missing (register_tokens), no key unexpected");
  }

  @ParameterizedTest
  @CsvSource({"linear4_head, 5, 4", "linear_head, 2, 1"})
  void knowsTheClassifiersOfDinoV2(String name, int tokens, int layers) throws IOException {
    List<Tensor> tensors =
        List.of(
            Tensor.of("weight", List.of(1000L, tokens * 384L), new float[1000 * tokens * 384]),
            Tensor.of("bias", List.of(1000L), new float[1000]));
    Path file = folder.resolve("dinov2_vits14_" + name + ".pth");
    Files.move(save(tensors), file);

    WeightsFile head = WeightsFile.inspect(file);

    assertThat(head.backbone()).isEqualTo("dinov2_vits14");
    assertThat(head.headLayers()).isEqualTo(layers);
    assertThat(head.classes()).isEqualTo(1000);

    Path wrong = folder.resolve("dinov2_vitb14_linear4_head.pth");
    Files.move(file, wrong);
    assertThatThrownBy(() -> WeightsFile.inspect(wrong))
        .hasMessageContaining("dinov2_vitb14_linear4_head.pth: key 'weight' has the shape")
        .hasMessageContaining("expects [1000, 3840]");
  }

  /** As the official files are, which are from before PyTorch 0.4. */
  @Test
  void readsDenseNetByItsOldKeysAndWithoutCounters() throws IOException {
    describe("{\"backbone\": \"densenet121\", " + INPUT + "}");
    List<Tensor> old = new ArrayList<>();
    for (Tensor tensor : zeros("densenet121", 1000)) {
      if (!tensor.name().endsWith("num_batches_tracked")) {
        String name = tensor.name().replaceAll("(denselayer\\d+\\.(norm|conv))([12])\\.", "$1.$3.");
        old.add(new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data()));
      }
    }
    assertThat(old.stream().map(Tensor::name))
        .contains("features.denseblock1.denselayer1.norm.1.weight");

    assertThat(WeightsFile.inspect(save(old)).classes()).isEqualTo(1000);

    String twice = "features.denseblock4.denselayer16.conv2.weight";
    old.add(Tensor.of(twice, List.of(1L), new float[1]));
    assertThatThrownBy(() -> WeightsFile.inspect(save(old)))
        .hasMessageContaining("'" + twice + "' is there twice, by its old name, too");
  }

  @Test
  void realWeightsAreKnownByTheirJson() throws IOException {
    Path real = Path.of(System.getProperty("shared.dir", ""), "weights");
    if (!Files.isDirectory(real)) {
      System.err.println("SKIPPED: " + real + " is not there; set -Dshared.dir");
    }
    assumeTrue(Files.isDirectory(real));

    WeightsFile pth = WeightsFile.inspect(real.resolve("mobilenet_v2-imagenet.pth"));
    WeightsFile safe = WeightsFile.inspect(real.resolve("mobilenet_v2-imagenet.safetensors"));

    assertThat(pth.sha256()).startsWith("e11b1d57");
    assertThat(safe.sha256()).startsWith("22a8248b");
    assertThat(pth.source()).isEqualTo("ImageNet-1k");
    assertThat(pth.preprocessing().mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(pth.preprocessing()).isEqualTo(safe.preprocessing());
    Map<String, Tensor> one = TensorFile.read(pth.file());
    Map<String, Tensor> other = TensorFile.read(safe.file());
    assertThat(one.keySet()).containsExactlyInAnyOrderElementsOf(other.keySet());
    one.forEach((name, t) -> assertThat(t.data()).as(name).isEqualTo(other.get(name).data()));
  }
}

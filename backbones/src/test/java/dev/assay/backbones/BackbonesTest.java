// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.DinoV2Architecture;
import dev.assay.weights.Inventory;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackbonesTest {
  @TempDir Path folder;

  static List<String> names() {
    return BackboneCatalogue.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasExactlyTheParametersOfItsInventoryInTheOfficialOrder(String name) {
    BackboneEntry entry = BackboneCatalogue.require(name);
    Backbone backbone = Backbones.build(name);
    Classifier classifier = new Classifier(backbone, Heads.build("linear", backbone, 1000));

    Map<String, List<Long>> expected = new LinkedHashMap<>();
    entry.inventory().slots().forEach(slot -> expected.put(slot.name(), slot.shape()));
    NamedBlock official = entry.inventory().hasClassifier() ? classifier : backbone;
    assertThat(official.shapes()).containsExactlyEntriesOf(expected);
    assertThat(official.size()).isEqualTo(entry.parameters());
    assertThat(entry.inventory().parameters()).isEqualTo(entry.parameters());
  }

  /** Drawing the values of the others would take long; they have no line of code of their own. */
  static List<String> small() {
    return BackboneCatalogue.all().stream()
        .filter(e -> e.parameters() < 24_000_000)
        .map(BackboneEntry::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("small")
  void mapsImagesToFeaturesOfTheStatedLength(String name) throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random(name, torch.manager());
      NDManager step = torch.manager().newSubManager();
      boolean patchesOf14 = backbone.entry().architecture() instanceof DinoV2Architecture;
      NDArray images = step.ones(patchesOf14 ? new Shape(2, 3, 56, 84) : new Shape(2, 3, 64, 96));

      NDArray features = backbone.apply(Pass.EVALUATION, images);

      assertThat(features.getShape())
          .isEqualTo(new Shape(2, backbone.entry().featureSize()))
          .isEqualTo(backbone.getOutputShapes(new Shape[] {images.getShape()})[0]);
      assertThat(features.toFloatArray()).doesNotContain(Float.NaN, Float.POSITIVE_INFINITY);
      assertThat(alive(step)).as("arrays alive: images and features").isEqualTo(2);
      backbone.apply(Pass.training("any"), images);
      assertThat(alive(step)).as("and one more of a training pass").isEqualTo(3);
    }
  }

  @Test
  void vggDropsHalfOfItsFeaturesInTrainingAndTheSameOnesForTheSameDraw() throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random("vgg11", torch.manager());
      NDManager step = torch.manager().newSubManager();
      NDArray images = step.ones(new Shape(1, 3, 32, 48));

      float[] whole = backbone.apply(Pass.EVALUATION, images).toFloatArray();
      float[] undropped = backbone.apply(Pass.TRAINING, images).toFloatArray();
      float[] once = backbone.apply(Pass.training("a"), images).toFloatArray();
      float[] again = backbone.apply(Pass.training("a"), images).toFloatArray();
      float[] other = backbone.apply(Pass.training("b"), images).toFloatArray();

      assertThat(undropped).isEqualTo(whole);
      assertThat(once).isEqualTo(again).isNotEqualTo(other);
      // ReLU leaves about half of them; of these dropout keeps half: 4096 / 4 with 5 std of 28.
      assertThat(positives(whole)).isBetween(1800, 2300);
      assertThat(positives(once)).isBetween(884, 1164);
      assertThat(alive(step)).as("arrays alive: images and five features").isEqualTo(6);
    }
  }

  private static long alive(NDManager step) {
    return step.getManagedArrays().stream().filter(a -> a.size() > 1).count();
  }

  private static int positives(float[] values) {
    int n = 0;
    for (float v : values) {
      n += v > 0 ? 1 : 0;
    }
    return n;
  }

  @Test
  void randomValuesDependOnTheNameAlone() throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      String once = Backbones.random("mobilenet_v2", torch.manager()).stateHash();
      String again = Backbones.random("mobilenet_v2", torch.manager()).stateHash();

      // Recorded from the first version: changing it changes every result without weights.
      assertThat(once)
          .isEqualTo(again)
          .isEqualTo("38ff0ae832adf2d6344ff055d280b3a4638d687cb05ffe85b2a274ced2d7ab7e");
    }
  }

  @Test
  void randomConvolutionsHaveTheSpreadOfTorchvision() throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random("resnet18", torch.manager());
      Tensor conv = byName(backbone).get("layer2.0.conv2.weight");
      double sum = 0;
      double squares = 0;
      for (float v : conv.floats()) {
        sum += v;
        squares += (double) v * v;
      }
      double n = conv.elements();

      // std = sqrt(2 / (128 * 3 * 3)); 147,456 draws: 4 standard errors are 0.7 % and 1e-2 std
      double std = Math.sqrt(2 / 1152.0);
      assertThat(Math.sqrt(squares / n)).isBetween(std * 0.99, std * 1.01);
      assertThat(Math.abs(sum / n)).isLessThan(std * 0.0105);
    }
  }

  @Test
  void whatIsSavedLoadsToTheSameBits() throws Exception {
    Path file = folder.resolve("model.safetensors");
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random("resnet18", torch.manager());
      Head head = Heads.build("linear", backbone, 5);
      head.initialise(torch.manager(), 7);
      Classifier classifier = new Classifier(backbone, head);
      classifier.apply(Pass.TRAINING, torch.manager().ones(new Shape(2, 3, 64, 64)));
      Safetensors.write(file, classifier.state(), Map.of());

      Backbone loaded = Backbones.pretrained("resnet18", file, torch.manager());

      assertThat(loaded.stateHash()).isEqualTo(backbone.stateHash());
      assertThat(byName(loaded).get("bn1.num_batches_tracked").scalar()).isEqualTo(1);
    }
  }

  @Test
  void refusesTheWeightsOfAnotherBackbone() throws Exception {
    Path file = folder.resolve("model.safetensors");
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random("resnet18", torch.manager());
      List<Tensor> incomplete = new ArrayList<>(backbone.state());
      Safetensors.write(file, incomplete, Map.of());

      assertThatThrownBy(() -> Backbones.pretrained("resnet34", file, torch.manager()))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("model.safetensors")
          .hasMessageContaining("not the weights of resnet34")
          .hasMessageContaining("layer1.2.conv1.weight");
      assertThatThrownBy(() -> Backbones.pretrained("resnet18", file, torch.manager()))
          .hasMessageContaining("2 keys missing (fc.weight, fc.bias), no key unexpected");
    }
  }

  @Test
  void headPaperOfDinoV2StandsOnTheLogitsOfItsOfficialClassifier() throws Exception {
    Path network = folder.resolve("dinov2_vits14_pretrain.safetensors");
    Path four = folder.resolve("linear4_head.safetensors");
    Path one = folder.resolve("linear_head.safetensors");
    try (Torch torch = Torch.start(2, "cpu")) {
      NDManager manager = torch.manager();
      Safetensors.write(network, Backbones.random("dinov2_vits14", manager).state(), Map.of());
      Safetensors.write(four, classifier(5), Map.of());
      Safetensors.write(one, classifier(2), Map.of());

      Backbone logits = Backbones.pretrained("dinov2_vits14", "paper", network, four, manager);

      Head head = Heads.build("paper", logits, 3);
      head.initialise(manager, 1);
      NDArray images = manager.ones(new Shape(2, 3, 56, 56));
      assertThat(logits.featureSize()).isEqualTo(1000);
      // Weights are zero, so the logits are the bias.
      assertThat(logits.apply(Pass.EVALUATION, images).toFloatArray())
          .hasSize(2000)
          .containsOnly(0.25f);
      assertThat(new Classifier(logits, head).apply(Pass.EVALUATION, images).getShape())
          .isEqualTo(new Shape(2, 3));
      assertThat(head.shapes().keySet())
          .containsExactly("head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias");
      assertThatThrownBy(
              () -> Backbones.pretrained("dinov2_vits14", "paper", network, null, manager))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("dinov2_vits14_linear4_head.pth from https://dl.fbaipublicfiles");
      assertThatThrownBy(
              () -> Backbones.pretrained("dinov2_vits14", "paper", network, one, manager))
          .hasMessageContaining("linear_head.safetensors: the classifier over 1 block")
          .hasMessageContaining("dinov2_vits14_linear4_head.pth");
      assertThatThrownBy(
              () -> Backbones.pretrained("dinov2_vitb14", "paper", network, four, manager))
          .hasMessageContaining("dinov2_vitb14 expects [1, 1, 768]");
    }
  }

  /** Of ViT-S/14: zeros and a bias of 0.25. */
  private static List<Tensor> classifier(int tokens) {
    float[] bias = new float[1000];
    Arrays.fill(bias, 0.25f);
    return List.of(
        Tensor.of("weight", List.of(1000L, tokens * 384L), new float[1000 * tokens * 384]),
        Tensor.of("bias", List.of(1000L), bias));
  }

  @Test
  void headPaperOfTheOthersIsOneLinearLayer() {
    Backbone backbone = Backbones.build("vgg16", "paper");
    assertThat(Heads.build("paper", backbone, 3).shapes())
        .isEqualTo(Heads.build("linear", backbone, 3).shapes())
        .containsOnlyKeys("classifier.6.weight", "classifier.6.bias");
  }

  @Test
  void dinoV2NeedsSidesThatAreMultiplesOfItsPatches() throws Exception {
    try (Torch torch = Torch.start(2, "cpu")) {
      Backbone backbone = Backbones.random("dinov2_vits14", torch.manager());
      NDArray images = torch.manager().ones(new Shape(1, 3, 56, 64));
      assertThatThrownBy(() -> backbone.apply(Pass.EVALUATION, images))
          .isInstanceOf(BackboneException.class)
          .hasMessageContaining("multiples of 14, not 64");
    }
  }

  @Test
  void unknownBackboneAndHeadNameTheAcceptedOnes() {
    assertThatThrownBy(() -> Backbones.build("resnet51"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("resnet51")
        .hasMessageContaining("mobilenet_v2, resnet18");
    assertThatThrownBy(() -> Heads.build("cubic", Backbones.build("resnet18"), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accepted: linear");
  }

  @Test
  void realWeightsLoadFromBothFormatsToTheSameBitsAndKnowTheirClasses() throws Exception {
    Path pth = Shared.file("weights/mobilenet_v2-imagenet.pth");
    Path safetensors = Shared.file("weights/mobilenet_v2-imagenet.safetensors");
    try (Torch torch = Torch.start(2, "cpu")) {
      Classifier one = imageNet(pth, torch);
      Classifier other = imageNet(safetensors, torch);
      assertThat(one.stateHash()).isEqualTo(other.stateHash());

      // Of black, grey and white images a trained network makes confident, different answers.
      NDArray images = torch.manager().create(new float[] {-1, 0, 1}, new Shape(3, 1, 1, 1));
      NDArray logits =
          one.apply(Pass.EVALUATION, images.broadcast(new Shape(3, 3, 224, 224)).duplicate());
      float[] values = logits.toFloatArray();
      assertThat(values).hasSize(3000);
      double spread = logits.max().getFloat() - logits.min().getFloat();
      assertThat(spread).isBetween(4.0, 60.0);
      assertThat(logits.argMax(1).toLongArray()).isNotEqualTo(new long[] {0, 0, 0});
    }
  }

  private static Classifier imageNet(Path file, Torch torch) throws Exception {
    Backbone backbone = Backbones.build("mobilenet_v2");
    Classifier classifier = new Classifier(backbone, Heads.build("linear", backbone, 1000));
    Map<String, Tensor> tensors = dev.assay.weights.TensorFile.read(file);
    Inventory inventory = backbone.entry().inventory();
    assertThat(inventory.check(file, tensors)).isEqualTo(1000);
    classifier.load(torch.manager(), tensors);
    return classifier;
  }

  private static Map<String, Tensor> byName(NamedBlock block) {
    Map<String, Tensor> map = new LinkedHashMap<>();
    block.state().forEach(t -> map.put(t.name(), t));
    return map;
  }
}

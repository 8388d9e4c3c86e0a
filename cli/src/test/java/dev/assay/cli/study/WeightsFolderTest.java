// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.DType;
import dev.assay.weights.Inventory;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of weights as people keep one: with files that this study has nothing to do with. */
class WeightsFolderTest {
  private static final Path HOME = Path.of("/nowhere/weights");
  private static final String INPUT =
      "\"input\": {\"resize\": 256, \"crop\": 224, \"interpolation\": \"bilinear\","
          + " \"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.5, 0.5]}}";

  @TempDir Path folder;
  private Path weights;

  @BeforeEach
  void makeFolder() throws Exception {
    weights = Files.createDirectory(folder.resolve("weights"));
    network("good.safetensors", 0, "ImageNet-1k");
  }

  @Test
  void passesOverAFileOfAnUnknownBackboneAndNamesIt() throws Exception {
    Files.copy(weights.resolve("good.safetensors"), weights.resolve("lite.safetensors"));
    Files.writeString(
        weights.resolve("lite.safetensors.json"),
        "{\"backbone\": \"efficientnet_lite9\", " + INPUT);

    for (String backbones : List.of("[mobilenet_v2]", "available")) {
      WeightsFolder found = find("backbones: " + backbones);

      assertThat(names(found)).containsExactly("good.safetensors");
      assertThat(found.notes())
          .singleElement()
          .asString()
          .contains("lite.safetensors", "unknown backbone 'efficientnet_lite9'");
    }
  }

  @Test
  void passesOverADamagedFileAndNamesIt() throws Exception {
    Files.writeString(weights.resolve("other.pth"), "half a download");

    for (String backbones : List.of("[mobilenet_v2]", "available")) {
      WeightsFolder found = find("backbones: " + backbones);

      assertThat(names(found)).containsExactly("good.safetensors");
      assertThat(found.notes()).singleElement().asString().contains("other.pth");
    }
  }

  @Test
  void refusesADamagedFileThatTheStudyAsksFor() throws Exception {
    Files.writeString(weights.resolve("res.pth"), "half a download");
    Files.writeString(weights.resolve("res.pth.json"), "{\"backbone\": \"resnet18\", " + INPUT);
    Files.writeString(weights.resolve("broken.pth"), "half a download");
    Files.writeString(
        weights.resolve("broken.pth.json"), "{\"backbone\": \"mobilenet_v2\", " + INPUT);

    assertRefused("backbones: [mobilenet_v2, resnet18]", "res.pth");
    assertRefused("{backbones: [mobilenet_v2], pretrained: [imagenet, broken.pth]}", "broken.pth");
    // Another file of this backbone is good, and that of resnet18 is not asked for.
    assertThat(find("backbones: [mobilenet_v2]").notes())
        .singleElement()
        .asString()
        .contains("broken.pth");
  }

  @Test
  void refusesAFolderInWhichNothingCanBeUsed() throws Exception {
    Files.delete(weights.resolve("good.safetensors"));
    Files.writeString(weights.resolve("a.pth"), "half a download");
    Files.writeString(weights.resolve("b.pth"), "half a download");

    assertRefused("backbones: available", "a.pth", "b.pth");
  }

  @Test
  void takesOneFileOfABackboneOrAllOrThoseThatAreNamed() throws Exception {
    network("rad.safetensors", 1, "chest X-rays");

    WeightsFolder one = find("backbones: [mobilenet_v2]");
    assertThat(names(one)).containsExactly("good.safetensors");
    assertThat(one.notes())
        .containsExactly(
            "rad.safetensors is not used: good.safetensors is taken for mobilenet_v2; pretrained:"
                + " all takes both");
    assertThat(names(find("pretrained: all")))
        .containsExactly("good.safetensors", "rad.safetensors");
    assertThat(names(find("pretrained: [none, rad.safetensors]")))
        .as("without a word about the other file")
        .isNotEmpty();
    assertThat(names(find("{backbones: [mobilenet_v2], pretrained: rad.safetensors}")))
        .containsExactly("rad.safetensors");
    assertThat(find("{backbones: [mobilenet_v2], pretrained: [none: [frozen]]}").files()).isEmpty();
  }

  private void assertRefused(String keys, String... files) {
    assertThatThrownBy(() -> find(keys))
        .isInstanceOfSatisfying(
            CliException.class,
            e ->
                assertThat(e.faults())
                    .extracting(fault -> Path.of(fault.field()).getFileName().toString())
                    .containsExactly(files));
  }

  private WeightsFolder find(String keys) throws Exception {
    String more = keys.startsWith("{") ? keys.substring(1, keys.length() - 1) : keys;
    Path file =
        Files.writeString(
            folder.resolve("study.yaml"),
            "{name: s, datasets: [{name: a, layout: folder}], " + more + "}");
    return WeightsFolder.find(weights, HOME, StudyFile.read(file).spec());
  }

  private static List<String> names(WeightsFolder found) {
    return found.files().stream().map(file -> file.file().getFileName().toString()).toList();
  }

  /** The smallest backbone, filled with one number. */
  private void network(String name, int value, String source) throws Exception {
    Inventory inventory = BackboneCatalogue.require("mobilenet_v2").inventory();
    List<Tensor> tensors =
        inventory.slots().stream()
            .filter(slot -> !slot.counter())
            .map(
                slot -> {
                  int numbers =
                      (int)
                          slot.shape().stream()
                              .mapToLong(Long::longValue)
                              .reduce(1, (a, b) -> a * b);
                  ByteBuffer data = ByteBuffer.allocate(2 * numbers);
                  data.put(0, (byte) value);
                  return new Tensor(slot.name(), DType.F16, slot.shape(), data);
                })
            .toList();
    Safetensors.write(weights.resolve(name), tensors, Map.of());
    Files.writeString(
        weights.resolve(name + ".json"),
        "{\"backbone\": \"mobilenet_v2\", \"pretrained_on\": \"%s\", ".formatted(source) + INPUT);
  }
}

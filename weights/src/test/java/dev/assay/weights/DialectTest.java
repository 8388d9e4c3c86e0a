// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.weights.Dialect.Fit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
  private static final Path FILE = Path.of("mine.safetensors");

  @TempDir Path folder;

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("shared.dir", ""), name);
    if (!Files.exists(path)) {
      System.err.println("SKIPPED: " + path + " is not there; set -Dshared.dir");
    }
    assumeTrue(Files.exists(path));
    return path;
  }

  private static List<Fit> fits(BackboneEntry entry, Set<String> keys) {
    List<Fit> fits = new ArrayList<>();
    Dialect official = new Dialect("the official code");
    entry.architecture().beside().forEach(official::ignoring);
    fits.add(official.fit(entry.inventory(), keys, false));
    entry
        .architecture()
        .dialects()
        .forEach(dialect -> fits.add(dialect.fit(entry.inventory(), keys, true)));
    return fits;
  }

  /** The names that the models of other projects really have, strictly loaded there. */
  @Test
  void readsTheNamesOfOtherProjectsAsTheyWereRecorded() throws IOException {
    int tables = 0;
    try (Stream<Path> files = Files.list(shared("golden-models"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json.gz")).toList()) {
        JsonNode golden;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          golden = Json.mapper().readTree(in);
        }
        for (Map.Entry<String, JsonNode> alias : golden.path("aliases").properties()) {
          if (alias.getValue().has("keys")) {
            checkTable(golden.path("model").asText(), alias.getKey(), alias.getValue());
            tables++;
          }
        }
      }
    }
    assertThat(tables).isGreaterThanOrEqualTo(9);
  }

  private static void checkTable(String model, String project, JsonNode table) {
    BackboneEntry entry = BackboneCatalogue.require(model);
    Map<String, List<String>> expected = new LinkedHashMap<>();
    Set<String> keys = new LinkedHashSet<>();
    for (JsonNode row : table.path("keys")) {
      keys.add(row.get(0).asText());
      if (!row.get(1).isNull()) {
        expected
            .computeIfAbsent(row.get(1).asText(), key -> new ArrayList<>())
            .add(row.get(0).asText());
      }
    }

    Fit fit = Dialect.chosen(model, FILE, fits(entry, keys));

    assertThat(project).contains(fit.dialect().name());
    expected.forEach(
        (ours, theirs) ->
            assertThat(fit.keys(ours)).as("%s of %s", ours, project).containsAll(theirs));
  }

  /** As huggingface/transformers has DINOv2, which RAD-DINO is published in. */
  @ParameterizedTest
  @ValueSource(strings = {"", "dinov2."})
  void readsTransformersDinoV2WithQueriesKeysAndValuesApart(String prefix) {
    BackboneEntry entry = BackboneCatalogue.require("dinov2_vitb14");
    Set<String> keys = new LinkedHashSet<>();
    for (String part : List.of("cls_token", "mask_token", "position_embeddings")) {
      keys.add(prefix + "embeddings." + part);
    }
    for (String end : List.of("weight", "bias")) {
      keys.add(prefix + "embeddings.patch_embeddings.projection." + end);
      keys.add(prefix + "layernorm." + end);
      for (int i = 0; i < 12; i++) {
        String layer = prefix + "encoder.layer." + i + ".";
        for (String part :
            List.of(
                "norm1",
                "norm2",
                "attention.attention.query",
                "attention.attention.key",
                "attention.attention.value",
                "attention.output.dense",
                "mlp.fc1",
                "mlp.fc2")) {
          keys.add(layer + part + "." + end);
        }
        keys.add(layer + "layer_scale1.lambda1");
        keys.add(layer + "layer_scale2.lambda1");
      }
    }

    Fit fit = Dialect.chosen(entry.name(), FILE, fits(entry, keys));

    assertThat(fit.keys("blocks.11.attn.qkv.bias"))
        .containsExactly(
            prefix + "encoder.layer.11.attention.attention.query.bias",
            prefix + "encoder.layer.11.attention.attention.key.bias",
            prefix + "encoder.layer.11.attention.attention.value.bias");
    keys.remove(prefix + "encoder.layer.3.attention.attention.key.bias");
    assertThatThrownBy(() -> Dialect.chosen(entry.name(), FILE, fits(entry, keys)))
        .hasMessageContaining("not the weights of dinov2_vitb14 in the names of Hugging Face")
        .hasMessageContaining(
            "1 key missing (" + prefix + "encoder.layer.3.attention.attention.key.bias)");
  }

  @Test
  void refusesAFileThatTwoProjectsWouldReadDifferently() {
    Inventory inventory =
        new Inventory.Builder().parameter("a", 2L).parameter("b", 2L).withoutClassifier("x", "");
    Set<String> keys = Set.of("p", "q");
    List<Fit> both =
        List.of(
            new Dialect("one").same("a", "p").same("b", "q").fit(inventory, keys, true),
            new Dialect("two").same("a", "q").same("b", "p").fit(inventory, keys, true));

    assertThatThrownBy(() -> Dialect.chosen("x", FILE, both))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("its keys are those of one and of two")
        .hasMessageContaining("rename them to the official ones");
  }

  @Test
  void makesEachTensorFromTheNumbersOfTheFile() {
    Inventory inventory =
        new Inventory.Builder()
            .parameter("qkv", 3L, 2L)
            .parameter("matrix", 3L, 2L)
            .parameter("token", 2L)
            .parameter("table", 1L, 3L, 2L)
            .parameter("ones", 2L)
            .parameter("absent", 2L)
            .withoutClassifier("x", "");
    Dialect dialect =
        new Dialect("theirs")
            .joined("qkv", "q", "", "v")
            .transposed("matrix", "turned")
            .same("token", "class")
            .afterZeros("table", "positions")
            .given("ones", 1)
            .orZeros("absent", "mask")
            .ignoring("decoder.*");
    Map<String, Tensor> file = new LinkedHashMap<>();
    for (Tensor tensor :
        List.of(
            Tensor.of("q", List.of(1L, 2L), new float[] {1, 2}),
            Tensor.of("v", List.of(1L, 2L), new float[] {3, 4}),
            Tensor.of("turned", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
            Tensor.of("class", List.of(1L, 1L, 2L), new float[] {7, 8}),
            Tensor.of("positions", List.of(1L, 2L, 2L), new float[] {1, 2, 3, 4}),
            Tensor.of("decoder_embed", List.of(1L), new float[1]))) {
      file.put(tensor.name(), tensor);
    }

    Fit fit = dialect.fit(inventory, file.keySet(), true);
    Map<String, Tensor> named = Dialect.named(fit, FILE, file);

    assertThat(fit.complete()).isTrue();
    assertThat(inventory.check(FILE, named)).isZero();
    assertThat(named.get("qkv").floats()).containsExactly(1, 2, 0, 0, 3, 4);
    assertThat(named.get("matrix").floats()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(named.get("token").shape()).containsExactly(2L);
    assertThat(named.get("table").floats()).containsExactly(0, 0, 1, 2, 3, 4);
    assertThat(named.get("ones").floats()).containsExactly(1, 1);
    assertThat(named.get("absent").floats()).containsExactly(0, 0);
    assertThat(named.keySet()).hasSize(6);

    file.put("v", Tensor.of("v", List.of(2L, 2L), new float[4]));
    assertThatThrownBy(() -> named.get("qkv"))
        .hasMessageContaining("key 'q' is F32 [1, 2] and key 'v' is F32 [2, 2]")
        .hasMessageContaining("mine.safetensors");
  }

  /** The real weights under the other project's names are the same weights. */
  @Test
  void realWeightsUnderTimmsNamesAreTheSame() throws IOException {
    BackboneEntry entry = BackboneCatalogue.require("efficientnet_lite0");
    Path real = shared("weights-lite").resolve("efficientnet_lite0-imagenet.safetensors");
    Map<String, Tensor> official = TensorFile.read(real);
    Dialect timm = entry.architecture().dialects().getFirst();
    Fit names = timm.fit(entry.inventory(), Set.of(), false);
    List<Tensor> renamed = new ArrayList<>();
    for (Tensor tensor : official.values()) {
      String key = names.keys(tensor.name()).getFirst();
      renamed.add(new Tensor(key, tensor.dtype(), tensor.shape(), tensor.data()));
    }
    Path file = folder.resolve("theirs.safetensors");
    Safetensors.write(file, renamed, Map.of());

    Map<String, Tensor> read = WeightsFile.tensors(entry, file);

    assertThat(renamed).extracting(Tensor::name).doesNotContainAnyElementsOf(official.keySet());
    assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(official.keySet());
    official.forEach((key, t) -> assertThat(read.get(key).data()).as(key).isEqualTo(t.data()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theRealEfficientNetLitesAreRead(int size) throws IOException {
    Path folder = shared("weights-lite");
    WeightsFile file =
        WeightsFile.inspect(
            folder.resolve("efficientnet_lite%d-imagenet.safetensors".formatted(size)));

    assertThat(file.backbone()).isEqualTo("efficientnet_lite" + size);
    assertThat(file.classes()).isEqualTo(1000);
  }
}

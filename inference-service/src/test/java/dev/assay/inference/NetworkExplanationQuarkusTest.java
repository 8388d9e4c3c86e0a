// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Inventory;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A MobileNetV2 that the real scorer explains. Its weights are 0 but for the last biases, which are
 * 1, and the head, so its 1280 last maps are 1 everywhere and every number is known by hand.
 */
@QuarkusTest
@TestProfile(NetworkExplanationQuarkusTest.RealScorer.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "inference"),
    restrictToAnnotatedClass = true)
class NetworkExplanationQuarkusTest {
  private static final Path SCORER = Path.of("../backbones/target/lib");
  private static final String IMAGE = Hash.ofText("x");
  private static final int MAPS = 1280;

  /** The scorer as the build of module backbones leaves it. */
  public static final class RealScorer implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("assay.inference.scorer-lib", SCORER.toString());
    }
  }

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject ArtifactStore store;
  @TempDir Path folder;

  private EventBench bench;
  private Frozen frozen;

  @BeforeEach
  void listen() {
    assumeThat(SCORER)
        .as("the scorer; build it: mvn -pl backbones -am package -DskipTests")
        .isDirectory();
    frozen = new Frozen(store, Preprocessing.imageNet().withSize(72, 64));
    bench = new EventBench(brokers, EventType.PREDICTIONS_READY.topic());
  }

  @AfterEach
  void stopListening() {
    if (bench != null) {
      bench.close();
    }
  }

  /**
   * 64 pixels are 2 x 2 places after five halvings. The weights of class 1 are 1/2, so alpha_k is
   * 1/2 over 4 places, and the map is 1280 / 8 everywhere; class 0 has the negative weights, so its
   * map is 0.
   */
  @Test
  void isTheNumberByHandWhereTheModelIsStoredInTwoParts() throws Exception {
    bench.say(frozen.split("by-hand", store.put(manifest(), MediaTypes.SPLIT_MANIFEST), pixels()));
    bench.say(
        frozen.trained(
            "by-hand",
            "constant",
            frozen.put("the whole is nowhere", MediaTypes.MODEL),
            frozen.manifest("constant", "mobilenet_v2", "linear"),
            new ModelParts(backbone(), head())));

    Explanation one = explained(1);
    Explanation zero = explained(0);

    assertThat(one.method()).isEqualTo(Explanation.GRAD_CAM);
    assertThat(one.rows()).isEqualTo(2);
    assertThat(one.values()).containsExactlyElementsOf(Collections.nCopies(4, MAPS / 8.0));
    assertThat(zero.values()).containsExactlyElementsOf(Collections.nCopies(4, 0.0));
  }

  private Explanation explained(int label) throws IOException {
    Map<String, Object> question =
        Map.of(
            "study",
            "by-hand",
            "cell",
            Frozen.CELL,
            "seed",
            Frozen.SEED,
            "image",
            IMAGE,
            "label",
            label);
    // As soon as the service has the events.
    await()
        .until(
            () -> given().noContentType().queryParams(question).post("/explanations").statusCode(),
            status -> status == 202);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              String state = given().queryParams(question).get("/explanations").path("state");
              assertThat(state).isNotEqualTo("dead");
              return state.equals("done");
            });
    Object made = given().queryParams(question).get("/explanations").path("explanation");
    return Explanation.read(store.local(Json.read(Json.write(made), ArtifactRef.class)));
  }

  private Path manifest() throws IOException {
    Path file = folder.resolve("manifest.json");
    List<SplitManifest.Entry> entries = new ArrayList<>();
    entries.add(new SplitManifest.Entry(IMAGE, Hash.ofText("bytes of x"), 0, "g1", Part.TEST, 1));
    entries.add(
        new SplitManifest.Entry(
            Hash.ofText("v"), Hash.ofText("bytes of v"), 1, "g2", Part.VALIDATION, 1));
    entries.sort(java.util.Comparator.comparing(SplitManifest.Entry::image));
    new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "phantoms",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "folder",
            Frozen.CLASSES,
            "patient",
            true,
            1,
            new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
            entries,
            Map.of(),
            List.of())
        .write(file);
    return file;
  }

  private ArtifactRef pixels() throws IOException {
    Path file = folder.resolve("pixels");
    byte[] rgb = new byte[72 * 80 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % 251);
    }
    try (PixelsWriter writer = new PixelsWriter(file, 72)) {
      writer.add(IMAGE, 80, 72, rgb);
      writer.add(Hash.ofText("v"), 80, 72, rgb);
    }
    return store.put(file, MediaTypes.PIXELS);
  }

  private ArtifactRef backbone() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (Inventory.Slot slot : BackboneCatalogue.require("mobilenet_v2").inventory().slots()) {
      if (slot.name().startsWith("classifier.")) {
        continue;
      }
      if (slot.counter()) {
        tensors.add(Tensor.of(slot.name(), 1));
      } else {
        boolean scale =
            slot.name().endsWith("running_var") || slot.name().equals("features.18.1.bias");
        tensors.add(constant(slot.name(), slot.shape(), scale ? 1 : 0));
      }
    }
    return model("backbone", tensors);
  }

  private ArtifactRef head() throws IOException {
    float[] weights = new float[2 * MAPS];
    Arrays.fill(weights, 0, MAPS, -0.5f);
    Arrays.fill(weights, MAPS, 2 * MAPS, 0.5f);
    return model(
        "head",
        List.of(
            Tensor.of("classifier.1.weight", List.of(2L, (long) MAPS), weights),
            constant("classifier.1.bias", List.of(2L), 0)));
  }

  private static Tensor constant(String name, List<Long> shape, float value) {
    float[] values =
        new float[(int) shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact)];
    Arrays.fill(values, value);
    return Tensor.of(name, shape, values);
  }

  private ArtifactRef model(String name, List<Tensor> tensors) throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    Safetensors.write(file, tensors, Map.of());
    assertThat(Files.size(file)).isPositive();
    return store.put(file, MediaTypes.MODEL);
  }
}

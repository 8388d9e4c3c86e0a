// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.weights.FileServer;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.OfficialWeights.Content;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandTest {
  private static final String NETWORK = "mobilenet_v2-net.safetensors";
  private static final String HEAD = "mobilenet_v2-head.safetensors";

  @TempDir Path folder;
  private Path disk;
  private List<OfficialWeights> registry;

  /** A network that can be looked into, another one of its backbone, and a head for it. */
  @BeforeEach
  void publish() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    Safetensors.write(disk.resolve(NETWORK), zeros(), Map.of());
    Files.writeString(disk.resolve(HEAD), "a head");
    String sha256 = Hash.ofBytes(Files.readAllBytes(disk.resolve(NETWORK)));
    registry =
        List.of(
            entry(NETWORK, sha256, Content.NETWORK),
            entry("mobilenet_v2-other.pth", "abcdef01", Content.NETWORK),
            entry(HEAD, "", Content.HEAD));
  }

  @Test
  void pullsTheUsualNetworkOfABackboneWithItsHeadsAndSaysWhereTheyAre() {
    Cli.Result result = weights("pull", "mobilenet_v2", "--from", disk.toString());

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .containsExactly(place(NETWORK).toString(), place(HEAD).toString());
    assertThat(result.err())
        .contains("[####################] 100 %", "the 64 digits that are published agree")
        .contains("no checksum of it is published");
    assertThat(place(NETWORK)).hasSameBinaryContentAs(disk.resolve(NETWORK));
    assertThat(weights("pull", NETWORK, "--from", disk.toString()).err())
        .contains("is already there");
  }

  @Test
  void pullsFromAMirrorWithoutTheInternet() throws Exception {
    try (FileServer mirror = new FileServer()) {
      mirror.files.put("/m/" + NETWORK, Files.readAllBytes(disk.resolve(NETWORK)));

      Cli.Result result =
          weights("pull", NETWORK, "--mirror", mirror.url("/m/").toString(), "--json");

      JsonNode document = Json.read(result.out(), JsonNode.class);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(document.path(0).path("fetched").asBoolean()).isTrue();
      assertThat(document.path(0).path("file").asText()).isEqualTo(place(NETWORK).toString());
    }
  }

  @Test
  void fetchesADamagedFileAgain() throws Exception {
    weights("pull", NETWORK, "--from", disk.toString());
    Files.writeString(place(NETWORK), "half");

    Cli.Result result = weights("pull", NETWORK, "--from", disk.toString());

    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("incomplete or altered");
    assertThat(place(NETWORK)).hasSameBinaryContentAs(disk.resolve(NETWORK));
  }

  @Test
  void verifiesWhatIsThereAndNamesWhatIsDamaged() throws Exception {
    weights("pull", "mobilenet_v2", "--from", disk.toString());
    // Zeros are no official weights; their tensors are looked into all the same.
    Files.writeString(
        place(NETWORK + ".json"),
        """
        {"backbone": "mobilenet_v2", "input": {"resize": 256, "crop": 224,
         "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}\
        """);
    Cli.Result whole = weights("verify");
    Files.writeString(place(HEAD), "another");

    Cli.Result damaged = weights("verify", "--json");

    assertThat(whole.code()).as(whole.out()).isZero();
    assertThat(whole.out()).contains("good  " + place(HEAD) + ": sha256 ");
    assertThat(damaged.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(Json.read(damaged.out(), JsonNode.class).findValuesAsText("good"))
        .containsExactly("false", "true");
  }

  @Test
  void listsWhatIsHereAndWhatIsNot() throws Exception {
    weights("pull", NETWORK, "--from", disk.toString());
    Files.writeString(
        place(NETWORK + ".json"),
        """
        {"backbone": "mobilenet_v2", "pretrained_on": "ImageNet-1k", "input": {"resize": 256,
         "crop": 224, "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406],
         "std": [0.229, 0.224, 0.225]}}
        """);

    Cli.Result text = weights("list");
    Cli.Result json = weights("list", "--json");

    assertThat(text.out().lines())
        .satisfiesExactly(
            heading -> assertThat(heading).startsWith("Weights in "),
            network -> assertThat(network).contains("MobileNetV2", NETWORK, "ImageNet"),
            blank -> assertThat(blank).isEmpty(),
            heading -> assertThat(heading).contains("assay weights pull NAME"),
            other -> assertThat(other).contains("mobilenet_v2-other.pth", "3.5 M", "BSD-3-Clause"),
            head -> assertThat(head).contains(HEAD));
    assertThat(text.out()).doesNotContain("missing");
    assertThat(Json.read(json.out(), JsonNode.class).path(0).path("url").asText())
        .isEqualTo("https://download.pytorch.org/models/" + NETWORK);
  }

  @Test
  void listsFilesOfOthersAndSaysWhatIsWrongWithThem() throws Exception {
    Files.createDirectories(place("x").getParent());
    Files.writeString(place("mine.safetensors"), "nothing");

    Cli.Result text = weights("list");
    Cli.Result json = weights("list", "--json");

    assertThat(text.out().lines().skip(1).limit(2).toList().toString())
        .contains("mine.safetensors  cannot be used:,     ");
    JsonNode last = Json.read(json.out(), JsonNode.class).path(3);
    assertThat(last.path("file").asText()).isEqualTo("mine.safetensors");
    assertThat(last.path("fault").asText()).contains("mine.safetensors");
  }

  @Test
  void printsPathsAloneOrSaysWhichFileToPutWhere() {
    Cli.Result missing = weights("path", NETWORK);
    weights("pull", NETWORK, "--from", disk.toString());
    Cli.Result there = weights("path", NETWORK);

    assertThat(missing.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(missing.err())
        .contains(place(NETWORK) + " is missing", "https://download.pytorch.org/models/" + NETWORK);
    assertThat(there.out()).isEqualTo(place(NETWORK) + "\n");
  }

  /** Nothing is fetched before the terms of everything that was asked for are met. */
  @Test
  void pullsRestrictedWeightsOnlyForWhoeverAcceptsTheirLicence() {
    registry =
        Stream.of("vit_b_16_mae_gap", "dinov3_vits16")
            .map(name -> OfficialWeights.of(name).getFirst())
            .toList();
    Cli.Result masked = weights("pull", "vit_b_16_mae_gap", "--from", disk.toString());

    assertThat(masked.code()).isNotZero();
    assertThat(masked.err())
        .contains("mae_pretrain_vit_base.pth is under the licence 'CC-BY-NC-4.0'")
        .contains("--accept-licence");
    Cli.Result accepted =
        weights("pull", "vit_b_16_mae_gap", "--accept-licence", "--from", disk.toString());
    assertThat(accepted.err()).doesNotContain("is under the licence").contains("mae_pretrain");
    Cli.Result gated = weights("pull", "dinov3_vits16", "--accept-licence");
    assertThat(gated.code()).isNotZero();
    assertThat(gated.err())
        .contains("given only to those who ask for it at https://ai.meta.com/")
        .contains("--from");
  }

  @Test
  void namesWhatIsKnownWhenAskedForSomethingElse() {
    Cli.Result result = weights("pull", "resnet19", "--json");

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("'resnet19'", "accepted: mobilenet_v2");
    assertThat(Json.read(result.out(), JsonNode.class).path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void runSaysWhichFileToPutWhere() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: folder}]
            pretrained: imagenet
            backbones: [resnet50]
            """);

    Cli.Result result =
        Cli.run(
            folder,
            "run",
            study.toString(),
            "--images",
            disk.toString(),
            "--home",
            home().toString());

    assertThat(result.err())
        .contains("no weights are given for resnet50: put resnet50-0676ba61.pth")
        .contains("into " + home().resolve("weights"));
  }

  private Cli.Result weights(String... arguments) {
    List<String> all = new ArrayList<>(List.of("weights"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--home", home().toString()));
    return Cli.run(folder, registry, all.toArray(String[]::new));
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Path place(String file) {
    return home().resolve("weights").resolve(file);
  }

  private static List<Tensor> zeros() {
    return BackboneCatalogue.require("mobilenet_v2").inventory().slots().stream()
        .filter(slot -> !slot.counter())
        .map(
            slot ->
                Tensor.of(
                    slot.name(), slot.shape(), new float[Math.toIntExact(elements(slot.shape()))]))
        .toList();
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  private static OfficialWeights entry(String file, String sha256, Content content) {
    return new OfficialWeights(
        file,
        "mobilenet_v2",
        sha256,
        Preprocessing.imageNet(),
        "ImageNet-1k",
        "BSD-3-Clause",
        URI.create("https://download.pytorch.org/models/" + file),
        "a paper",
        content,
        OfficialWeights.Access.OPEN);
  }
}

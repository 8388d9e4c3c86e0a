// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.Architecture.OfficialClassifier;
import dev.assay.weights.BackboneEntry.Use;
import dev.assay.weights.OfficialWeights.Content;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the declarations of all backbones. */
class DeclarationsTest {
  static List<BackboneEntry> all() {
    return BackboneCatalogue.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void declaresTheParametersAndMultiplyAddsOfItsShapes(BackboneEntry entry) {
    assertThat(entry.parameters()).isEqualTo(entry.inventory().parameters());
    assertThat(entry.multiplyAdds()).isEqualTo(entry.inventory().multiplyAdds());
  }

  /** GFLOPS in the metadata of torchvision 0.15's weights, which are rounded multiply-adds. */
  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2, 0.301",
    "resnet18, 1.814",
    "resnet34, 3.664",
    "resnet50, 4.089",
    "resnet101, 7.801",
    "resnet152, 11.514",
    "vgg11, 7.609",
    "vgg13, 11.308",
    "vgg16, 15.470",
    "vgg19, 19.632",
    "densenet121, 2.834",
    "densenet169, 3.360",
    "densenet201, 4.291",
    "mobilenet_v3_small, 0.057",
    "mobilenet_v3_large, 0.217",
    "convnext_tiny, 4.456",
    "convnext_small, 8.684",
    "convnext_base, 15.355",
    "convnext_large, 34.361",
    "swin_t, 4.491",
    "swin_s, 8.741",
    "swin_b, 15.431",
    "vit_b_16, 17.564",
    "vit_l_16, 61.555"
  })
  void declaresTheMultiplyAddsThatTorchvisionPublishes(String name, double published) {
    long declared = BackboneCatalogue.require(name).multiplyAdds();

    assertThat(Math.round(declared / 1e6) / 1e3).isEqualTo(published);
  }

  /** GFLOPS in the metadata of torchvision 0.15's weights, for the images these are made for. */
  @ParameterizedTest
  @CsvSource({
    "efficientnet_b0, 224, 0.386",
    "efficientnet_b1, 240, 0.687",
    "efficientnet_b2, 288, 1.088",
    "efficientnet_b3, 300, 1.827",
    "efficientnet_b4, 380, 4.394",
    "efficientnet_b5, 456, 10.266",
    "efficientnet_b6, 528, 19.068",
    "efficientnet_b7, 600, 37.746",
    "efficientnet_v2_s, 384, 8.366",
    "efficientnet_v2_m, 480, 24.582"
  })
  void declaresTheMultiplyAddsThatTorchvisionPublishesForOtherSizes(
      String name, int side, double published) {
    EfficientNetArchitecture architecture =
        (EfficientNetArchitecture) BackboneCatalogue.require(name).architecture();
    long declared = architecture.inventory(name, side).multiplyAdds();

    assertThat(Math.round(declared / 1e6) / 1e3).isEqualTo(published);
  }

  /** As in the table of d-li14/efficientnet-lite.pytorch. */
  @ParameterizedTest
  @CsvSource({
    "efficientnet_lite0, 224, 0.385",
    "efficientnet_lite1, 240, 0.600",
    "efficientnet_lite2, 260, 0.860",
    "efficientnet_lite3, 280, 1.383",
    "efficientnet_lite4, 300, 2.553"
  })
  void declaresTheMultiplyAddsOfEfficientNetLite(String name, int side, double published) {
    EfficientNetLiteArchitecture architecture =
        (EfficientNetLiteArchitecture) BackboneCatalogue.require(name).architecture();
    long declared = architecture.inventory(name, side).multiplyAdds();

    assertThat(Math.round(declared / 1e6) / 1e3).isEqualTo(published);
  }

  /** A block of width w on T tokens: 12 w^2 T in its linear layers and 2 T^2 w in its attention. */
  @ParameterizedTest
  @CsvSource({
    "dinov2_vits14, 384, 12, 257",
    "dinov2_vitb14, 768, 12, 257",
    "dinov2_vitl14, 1024, 24, 257",
    "dinov2_vits14_reg, 384, 12, 261",
    "dinov2_vitb14_reg, 768, 12, 261",
    "dinov2_vitl14_reg, 1024, 24, 261"
  })
  void declaresTheMultiplyAddsOfAVisionTransformer(
      String name, long width, long depth, long tokens) {
    long patches = 256 * 3 * 14 * 14 * width;
    long block = 12 * width * width * tokens + 2 * tokens * tokens * width;

    assertThat(BackboneCatalogue.require(name).multiplyAdds()).isEqualTo(patches + depth * block);
  }

  @ParameterizedTest
  @MethodSource("all")
  void declaresWhereItsOfficialClassifierIs(BackboneEntry entry) {
    boolean separate =
        entry.architecture().officialClassifier() == OfficialClassifier.SEPARATE_FILE;

    boolean none = entry.architecture().officialClassifier() == OfficialClassifier.NONE;

    assertThat(entry.inventory().hasClassifier()).isEqualTo(!separate && !none);
    assertThat(entry.files().stream().anyMatch(file -> file.content() == Content.HEAD))
        .isEqualTo(separate);
    long linearLayers =
        entry.inventory().slots().stream()
            .filter(slot -> slot.name().startsWith("classifier.") && slot.shape().size() == 2)
            .count();
    // The hidden layer of MobileNetV3 is part of the backbone for good.
    assertThat(BackboneCatalogue.hasHiddenClassifier(entry.name()))
        .isEqualTo(linearLayers > 1 && !(entry.architecture() instanceof MobileNetV3Architecture));
  }

  @ParameterizedTest
  @MethodSource("all")
  void declaresAllThatIsNeededToUseItsOfficialFiles(BackboneEntry entry) {
    assertThat(entry.files()).isNotEmpty();
    assertThat(entry.files().getFirst().content()).isEqualTo(Content.NETWORK);
    assertThat(entry.files().getFirst().preprocessing()).isEqualTo(entry.preprocessing());
    for (OfficialWeights file : entry.files()) {
      assertThat(file.backbone()).isEqualTo(entry.name());
      assertThat(file.licence()).isNotBlank();
      assertThat(file.paper()).isEqualTo(entry.paper());
      assertThat(file.url().getScheme()).isEqualTo("https");
      if (!file.url().getHost().equals("huggingface.co")) {
        assertThat(file.url().getPath()).endsWith("/" + file.fileName());
      }
      assertThat(file.sha256Prefix()).matches("|[0-9a-f]{8,64}");
      if (!file.sha256Prefix().isEmpty()) {
        assertThat(file.fileName()).contains(file.sha256Prefix().substring(0, 8));
      }
      if (file.content() == Content.NETWORK) {
        assertThat(Pretraining.of(file.source())).as(file.source()).isPresent();
      }
    }
  }

  @Test
  void namesTitlesFilesAndHashesAreUnique() {
    assertThat(BackboneCatalogue.names()).doesNotHaveDuplicates();
    assertThat(all()).extracting(BackboneEntry::title).doesNotHaveDuplicates();
    assertThat(OfficialWeights.all()).extracting(OfficialWeights::fileName).doesNotHaveDuplicates();
    assertThat(OfficialWeights.all().stream().map(OfficialWeights::sha256Prefix))
        .filteredOn(prefix -> !prefix.isEmpty())
        .doesNotHaveDuplicates();
  }

  @Test
  void eachKindHasOneBackboneThatMeasuresItsSpeed() {
    Map<Kind, Long> probes =
        BackboneCatalogue.chosenFor(Use.SPEED_PROBE).stream()
            .collect(Collectors.groupingBy(e -> e.architecture().kind(), Collectors.counting()));

    assertThat(probes).containsOnlyKeys(Kind.values());
    assertThat(Arrays.stream(Kind.values()).map(probes::get)).containsOnly(1L);
  }

  @Test
  void backbonesOfOneSeriesDifferInTheirNumbersOnly() {
    assertThat(all()).extracting(BackboneEntry::architecture).doesNotHaveDuplicates();
    Map<String, List<BackboneEntry>> series =
        all().stream().collect(Collectors.groupingBy(BackboneEntry::series));
    assertThat(series).hasSize(18);
    series
        .values()
        .forEach(
            members -> {
              assertThat(members.stream().map(e -> e.architecture().getClass()).distinct())
                  .hasSize(1);
              assertThat(members).extracting(BackboneEntry::parameters).doesNotHaveDuplicates();
            });
  }
}

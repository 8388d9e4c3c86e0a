// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Lora;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlocksTest {

  static List<BackboneEntry> all() {
    return BackboneCatalogue.all();
  }

  private static List<String> last(BackboneEntry backbone, int count) {
    Predicate<String> trained = backbone.trained(Adaptation.ofLastBlocks(count));
    return backbone.inventory().slots().stream().map(Inventory.Slot::name).filter(trained).toList();
  }

  /** Each further block adds tensors, the stem stays, and the end of the network is in all. */
  @ParameterizedTest
  @MethodSource("all")
  void everyBlockAddsToThoseBehindIt(BackboneEntry backbone) {
    Blocks blocks = backbone.architecture().sequence();
    List<String> before = List.of();
    for (int count = 1; count <= blocks.count(); count++) {
      List<String> now = last(backbone, count);
      assertThat(now).as("%s, last %d", backbone.name(), count).containsAll(before);
      assertThat(now.size()).isGreaterThan(before.size());
      before = now;
    }
    List<String> stays = backbone.inventory().slots().stream().map(Inventory.Slot::name).toList();
    boolean stem = !(backbone.architecture() instanceof VggArchitecture);
    assertThat(before.size() < stays.size()).as("%s has a stem", backbone.name()).isEqualTo(stem);
    assertThatThrownBy(() -> last(backbone, blocks.count() + 1))
        .hasMessageContaining(backbone.name() + " has " + blocks.count());
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50, 4, layer4.0.conv1.weight, layer3.5.conv3.weight",
    "vgg16, 5, features.24.weight, features.21.weight",
    "densenet121, 4, features.transition3.norm.weight,"
        + " features.denseblock3.denselayer24.norm1.weight",
    "mobilenet_v2, 7, features.17.conv.0.0.weight, features.16.conv.0.0.weight",
    "mobilenet_v3_large, 15, features.15.block.0.0.weight, features.14.block.0.0.weight",
    "efficientnet_b0, 7, features.7.0.block.0.0.weight, features.6.3.block.0.0.weight",
    "efficientnet_lite0, 7, _blocks.15._expand_conv.weight, _blocks.14._expand_conv.weight",
    "convnext_tiny, 4, features.6.0.weight, features.5.8.layer_scale",
    "dinov3_convnext_tiny, 4, downsample_layers.3.0.weight, downsample_layers.2.0.weight",
    "swin_t, 4, features.6.reduction.weight, features.5.5.norm1.weight",
    "vit_b_16, 12, encoder.ln.weight, encoder.layers.encoder_layer_10.ln_1.weight",
    "vit_b_16_clip, 12, visual.proj, visual.class_embedding",
    "vit_b_16_mae_gap, 12, fc_norm.weight, blocks.10.norm1.weight",
    "dinov2_vits14, 12, norm.weight, pos_embed",
    "dinov3_vits16, 12, blocks.11.attn.qkv.weight, blocks.10.attn.qkv.weight"
  })
  void theLastOneBeginsWhereTheArchitectureSaysSo(
      String name, int count, String trained, String stays) {
    BackboneEntry backbone = BackboneCatalogue.require(name);

    assertThat(BackboneCatalogue.blocks(name)).isEqualTo(count);
    assertThat(backbone.inventory().slots())
        .extracting(Inventory.Slot::name)
        .contains(trained, stays);
    assertThat(last(backbone, 1)).contains(trained).doesNotContain(stays);
  }

  /** Two matrices in each block, in every transformer; no convolutional network has one. */
  @ParameterizedTest
  @MethodSource("all")
  void lowRankMatricesAreForAttention(BackboneEntry backbone) {
    Lora lora = new Lora(4, 4, null);
    Optional<String> attention = backbone.architecture().attention(Lora.QKV);

    assertThat(attention.isPresent())
        .isEqualTo(backbone.architecture().kind() == Architecture.Kind.TRANSFORMER)
        .isEqualTo(BackboneCatalogue.hasAttention(backbone.name()));
    if (attention.isEmpty()) {
      assertThatThrownBy(() -> backbone.adapted(lora)).hasMessageContaining("no LoRA");
    } else {
      long matrices =
          backbone.inventory().slots().stream()
              .filter(slot -> slot.name().matches(".*(qkv|in_proj)[._]weight"))
              .count();
      assertThat(backbone.adapted(lora)).hasSize((int) (2 * matrices)).doesNotHaveDuplicates();
      assertThat(backbone.adapted(new Lora(4, 4, List.of("qkv")))).hasSize((int) matrices);
    }
  }

  /** By hand: 12 blocks of 384 x 1152 and 384 x 384. */
  @Test
  void countsWhatIsTrained() {
    BackboneEntry backbone = BackboneCatalogue.require("dinov2_vits14");
    Adaptation lora = Adaptation.of(new Lora(8, 8, null));

    assertThat(backbone.trainedParameters(lora))
        .isEqualTo(12L * 8 * (384 + 1152) + 12L * 8 * (384 + 384));
    // 12 W^2 + 13 W of a block with both layer scales 2 W, and the norm.
    assertThat(backbone.trainedParameters(Adaptation.ofLastBlocks(1)))
        .isEqualTo(12L * 384 * 384 + 13L * 384 + 2 * 384 + 2 * 384);
    assertThat(backbone.gradientShare(lora)).isEqualTo(1);
    assertThat(backbone.gradientShare(Adaptation.ofLastBlocks(6))).isBetween(0.45, 0.55);
  }
}

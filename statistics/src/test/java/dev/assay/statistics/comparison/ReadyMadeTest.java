// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.statistics.comparison.ReadyMade.CellFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyMadeTest {
  private static final List<CellFacts> CELLS =
      List.of(
          cell("r18 frozen", "resnet18", "ResNet", 11, "ImageNet-1k", true),
          cell("r18 tuned", "resnet18", "ResNet", 11, "ImageNet-1k", false),
          cell("r50 frozen", "resnet50", "ResNet", 24, "ImageNet-1k", true),
          cell("vits frozen", "dinov2_vits14", "ViT", 22, "DINOv2", true),
          cell("vitl frozen", "dinov2_vitl14", "ViT", 304, "DINOv2", true));

  private static CellFacts cell(
      String name, String backbone, String family, long size, String from, boolean frozen) {
    String group = from.startsWith("ImageNet") ? ReadyMade.IMAGENET : from;
    return new CellFacts(name, backbone, family, size, from, group, frozen, "head linear");
  }

  @Test
  void frozenIsComparedWithTheSameModelFineTuned() {
    assertThat(ReadyMade.FROZEN_VS_FINE_TUNED.of(CELLS))
        .containsExactly(
            new Family.NamedContrast(
                "frozen - fine-tuned: resnet18, ImageNet-1k, head linear",
                List.of("r18 frozen"),
                List.of("r18 tuned")));
  }

  @Test
  void theSmallestIsComparedWithTheLargestOfItsFamily() {
    assertThat(ReadyMade.SMALL_VS_LARGE.of(CELLS))
        .extracting(Family.NamedContrast::first, Family.NamedContrast::second)
        .containsExactlyInAnyOrder(
            tuple(List.of("r18 frozen"), List.of("r50 frozen")),
            tuple(List.of("vits frozen"), List.of("vitl frozen")));
  }

  @Test
  void dinoIsComparedWithImageNetAmongModelsTrainedAlike() {
    assertThat(ReadyMade.DINOV2_VS_IMAGENET.of(CELLS))
        .containsExactly(
            new Family.NamedContrast(
                "DINOv2 - ImageNet: frozen, head linear",
                List.of("vits frozen", "vitl frozen"),
                List.of("r18 frozen", "r50 frozen")));
  }

  @Test
  void questionsHaveTheKeysOfStudies() {
    assertThat(ReadyMade.values())
        .extracting(ReadyMade::key)
        .containsExactly("frozen-vs-fine-tuned", "small-vs-large", "dinov2-vs-imagenet");
    assertThat(ReadyMade.ofKey("small-vs-large")).isEqualTo(ReadyMade.SMALL_VS_LARGE);
  }

  @Test
  void allQuestionsMakeOneFamilyOfDifferentContrasts() {
    List<Family.NamedContrast> all = ReadyMade.all(CELLS);

    assertThat(all).hasSize(4).doesNotHaveDuplicates();
    assertThat(new Family.Declared(all).contrasts(CELLS.stream().map(CellFacts::cell).toList()))
        .hasSize(4);
    assertThat(ReadyMade.all(CELLS.subList(0, 1))).isEmpty();
  }
}

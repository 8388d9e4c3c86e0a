package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.Optional;

/** The backbones that can be built, and nothing but facts about them: no engine is needed. */
public final class BackboneCatalogue {
  private static final String RESNET =
      "He et al., Deep Residual Learning for Image Recognition, 2015, arXiv:1512.03385";
  private static final String VGG =
      "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition,"
          + " 2014, arXiv:1409.1556";
  private static final String DENSENET =
      "Huang et al., Densely Connected Convolutional Networks, 2016, arXiv:1608.06993";
  private static final String DINOV2 =
      "Oquab et al., DINOv2: Learning Robust Visual Features without Supervision, 2023,"
          + " arXiv:2304.07193";
  private static final String REGISTERS =
      "Darcet et al., Vision Transformers Need Registers, 2023, arXiv:2309.16588";
  private static final String MOBILENET_V2 =
      "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018,"
          + " arXiv:1801.04381";

  private static final List<BackboneEntry> ALL =
      List.of(
          entry(
              "mobilenet_v2",
              "MobileNetV2",
              MOBILENET_V2,
              3_504_872,
              1280,
              MobileNetV2Parameters.inventory("mobilenet_v2")),
          basic("resnet18", "ResNet18", 11_689_512, 2, 2, 2, 2),
          basic("resnet34", "ResNet34", 21_797_672, 3, 4, 6, 3),
          bottleneck("resnet50", "ResNet50", 25_557_032, 3, 4, 6, 3),
          bottleneck("resnet101", "ResNet101", 44_549_160, 3, 4, 23, 3),
          bottleneck("resnet152", "ResNet152", 60_192_808, 3, 8, 36, 3),
          vgg("vgg11", "VGG11", 132_863_336, 1, 1, 2, 2, 2),
          vgg("vgg13", "VGG13", 133_047_848, 2, 2, 2, 2, 2),
          vgg("vgg16", "VGG16", 138_357_544, 2, 2, 3, 3, 3),
          vgg("vgg19", "VGG19", 143_667_240, 2, 2, 4, 4, 4),
          denseNet("densenet121", "DenseNet121", 7_978_856, 1024, 6, 12, 24, 16),
          denseNet("densenet169", "DenseNet169", 14_149_480, 1664, 6, 12, 32, 32),
          denseNet("densenet201", "DenseNet201", 20_013_928, 1920, 6, 12, 48, 32),
          dinoV2("vits14", "S", 22_056_576, 384, 12, 0),
          dinoV2("vitb14", "B", 86_580_480, 768, 12, 0),
          dinoV2("vitl14", "L", 304_368_640, 1024, 24, 0),
          dinoV2("vitg14", "g", 1_136_480_768, 1536, 40, 0),
          dinoV2("vits14", "S", 22_058_112, 384, 12, 4),
          dinoV2("vitb14", "B", 86_583_552, 768, 12, 4),
          dinoV2("vitl14", "L", 304_372_736, 1024, 24, 4),
          dinoV2("vitg14", "g", 1_136_486_912, 1536, 40, 4));

  private BackboneCatalogue() {}

  /** In the order in which they are listed to users. */
  public static List<BackboneEntry> all() {
    return ALL;
  }

  /** What a study's {@code backbone} may be. */
  public static List<String> names() {
    return ALL.stream().map(BackboneEntry::name).toList();
  }

  public static Optional<BackboneEntry> find(String name) {
    return ALL.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /**
   * @throws WeightsException naming the accepted backbones, if this is none of them
   */
  public static BackboneEntry require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                WeightsException.user(
                    "unknown backbone '%s'; accepted: %s"
                        .formatted(name, String.join(", ", names()))));
  }

  private static BackboneEntry basic(
      String name, String title, long parameters, Integer... blocks) {
    return entry(
        name, title, RESNET, parameters, 512, ResNetParameters.basic(name, List.of(blocks)));
  }

  private static BackboneEntry bottleneck(
      String name, String title, long parameters, Integer... blocks) {
    return entry(
        name, title, RESNET, parameters, 2048, ResNetParameters.bottleneck(name, List.of(blocks)));
  }

  private static BackboneEntry vgg(
      String name, String title, long parameters, Integer... convolutions) {
    return entry(
        name,
        title,
        VGG,
        parameters,
        VggParameters.FEATURES,
        VggParameters.inventory(name, List.of(convolutions)));
  }

  private static BackboneEntry denseNet(
      String name, String title, long parameters, int features, Integer... layers) {
    return entry(
        name,
        title,
        DENSENET,
        parameters,
        features,
        DenseNetParameters.inventory(name, List.of(layers)));
  }

  private static BackboneEntry dinoV2(
      String size, String letter, long parameters, int width, int depth, int registers) {
    String name = "dinov2_" + size + (registers > 0 ? "_reg" : "");
    return new BackboneEntry(
        name,
        "DINOv2 ViT-" + letter + "/14" + (registers > 0 ? " with registers" : ""),
        registers > 0 ? REGISTERS : DINOV2,
        parameters,
        2 * width,
        Preprocessing.dinoV2(),
        DinoV2Parameters.inventory(name, width, depth, registers, letter.equals("g")));
  }

  private static BackboneEntry entry(
      String name, String title, String paper, long parameters, int features, Inventory inventory) {
    return new BackboneEntry(
        name, title, paper, parameters, features, Preprocessing.imageNet(), inventory);
  }
}

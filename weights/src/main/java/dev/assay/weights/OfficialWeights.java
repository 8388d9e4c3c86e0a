package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A file of official weights, and all that is needed to fetch and use it. A file is known by the
 * digits of its sha256 that are published: torchvision's names carry the first eight, which is how
 * torchvision itself checks a download; the tensors are checked against the backbone besides.
 *
 * @param fileName as published
 * @param backbone in the {@link BackboneCatalogue}
 * @param sha256Prefix all 64 hexadecimal digits, or as many of the first as are published, at least
 *     eight; empty where none are, so that only the tensors can be checked
 * @param preprocessing that goes with it
 * @param source what it was pretrained on
 * @param licence of the weights
 * @param url where it is published
 * @param paper that describes these weights
 * @param content what of the backbone is in it
 */
public record OfficialWeights(
    String fileName,
    String backbone,
    String sha256Prefix,
    Preprocessing preprocessing,
    String source,
    String licence,
    URI url,
    String paper,
    Content content) {

  /** What a file holds. */
  public enum Content {
    /** A network with its classifier, or without where it was pretrained without labels. */
    NETWORK,
    /** A classifier alone, for the features of a network in another file. */
    HEAD
  }

  /** Blocks that DINOv2's classifier sees in torch.hub's {@code dinov2_*_lc}, and in a study. */
  public static final int HEAD_LAYERS = 4;

  private static final String TORCHVISION = "https://download.pytorch.org/models/";
  private static final String DINOV2 = "https://dl.fbaipublicfiles.com/dinov2/";
  private static final Preprocessing V1 = Preprocessing.imageNet();
  private static final Preprocessing V2 = V1.withSize(232, 224);

  private static final List<OfficialWeights> ALL =
      List.of(
          torchvision("mobilenet_v2", "b0353104", V1, "V1"),
          torchvision("mobilenet_v2", "7ebf99e0", V2, "V2"),
          torchvision("resnet18", "f37072fd", V1, "V1"),
          torchvision("resnet34", "b627a593", V1, "V1"),
          torchvision("resnet50", "0676ba61", V1, "V1"),
          torchvision("resnet50", "11ad3fa6", V2, "V2"),
          torchvision("resnet101", "63fe2227", V1, "V1"),
          torchvision("resnet101", "cd907fc2", V2, "V2"),
          torchvision("resnet152", "394f9c45", V1, "V1"),
          torchvision("resnet152", "f82ba261", V2, "V2"),
          torchvision("vgg11", "8a719046", V1, "V1"),
          torchvision("vgg13", "19584684", V1, "V1"),
          torchvision("vgg16", "397923af", V1, "V1"),
          torchvision("vgg19", "dcbb9e9d", V1, "V1"),
          torchvision("densenet121", "a639ec97", V1, "V1"),
          torchvision("densenet169", "b2777c0a", V1, "V1"),
          torchvision("densenet201", "c1103571", V1, "V1"),
          dinoV2("dinov2_vits14", "pretrain"),
          dinoV2("dinov2_vits14", "linear4_head"),
          dinoV2("dinov2_vits14", "linear_head"),
          dinoV2("dinov2_vitb14", "pretrain"),
          dinoV2("dinov2_vitb14", "linear4_head"),
          dinoV2("dinov2_vitb14", "linear_head"),
          dinoV2("dinov2_vitl14", "pretrain"),
          dinoV2("dinov2_vitl14", "linear4_head"),
          dinoV2("dinov2_vitl14", "linear_head"),
          dinoV2("dinov2_vitg14", "pretrain"),
          dinoV2("dinov2_vitg14", "linear4_head"),
          dinoV2("dinov2_vitg14", "linear_head"),
          dinoV2("dinov2_vits14_reg", "pretrain"),
          dinoV2("dinov2_vits14_reg", "linear4_head"),
          dinoV2("dinov2_vits14_reg", "linear_head"),
          dinoV2("dinov2_vitb14_reg", "pretrain"),
          dinoV2("dinov2_vitb14_reg", "linear4_head"),
          dinoV2("dinov2_vitb14_reg", "linear_head"),
          dinoV2("dinov2_vitl14_reg", "pretrain"),
          dinoV2("dinov2_vitl14_reg", "linear4_head"),
          dinoV2("dinov2_vitl14_reg", "linear_head"),
          dinoV2("dinov2_vitg14_reg", "pretrain"),
          dinoV2("dinov2_vitg14_reg", "linear4_head"),
          dinoV2("dinov2_vitg14_reg", "linear_head"));

  public static List<OfficialWeights> all() {
    return ALL;
  }

  /** The files of a backbone, the usual network first. */
  public static List<OfficialWeights> of(String backbone) {
    return ALL.stream().filter(w -> w.backbone().equals(backbone)).toList();
  }

  static Optional<OfficialWeights> bySha256(String sha256) {
    return ALL.stream()
        .filter(w -> !w.sha256Prefix().isEmpty() && sha256.startsWith(w.sha256Prefix()))
        .findFirst();
  }

  public static Optional<OfficialWeights> byFileName(String fileName) {
    return ALL.stream().filter(w -> w.fileName().equals(fileName)).findFirst();
  }

  /** The file of DINOv2's classifier over this many blocks: 1 or 4. */
  public static Optional<OfficialWeights> head(String backbone, int layers) {
    String part = layers == 1 ? "linear_head" : "linear" + layers + "_head";
    return of(backbone).stream()
        .filter(w -> w.content() == Content.HEAD && w.fileName().endsWith("_" + part + ".pth"))
        .findFirst();
  }

  /** No digits of a sha256 are published, neither in the name nor beside it. */
  private static OfficialWeights dinoV2(String backbone, String part) {
    boolean network = part.equals("pretrain");
    String model = backbone.replace("_reg", "");
    String fileName = backbone.replace("_reg", "_reg4") + "_" + part + ".pth";
    return new OfficialWeights(
        fileName,
        backbone,
        "",
        Preprocessing.dinoV2(),
        network ? "LVD-142M" : "ImageNet-1k, on features pretrained on LVD-142M",
        "Apache-2.0",
        URI.create(DINOV2 + model + "/" + fileName),
        BackboneCatalogue.require(backbone).paper(),
        network ? Content.NETWORK : Content.HEAD);
  }

  private static OfficialWeights torchvision(
      String backbone, String prefix, Preprocessing preprocessing, String version) {
    String fileName = backbone + "-" + prefix + ".pth";
    return new OfficialWeights(
        fileName,
        backbone,
        prefix,
        preprocessing,
        "ImageNet-1k (torchvision " + version + ")",
        "BSD-3-Clause",
        URI.create(TORCHVISION + fileName),
        BackboneCatalogue.require(backbone).paper(),
        Content.NETWORK);
  }
}

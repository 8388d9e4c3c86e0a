package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.Optional;

/**
 * A file of official weights. Its name carries the first eight digits of its sha256, which is how
 * torchvision itself checks a download; the tensors are checked against the backbone besides.
 *
 * @param fileName as published below https://download.pytorch.org/models/
 * @param backbone in the {@link BackboneCatalogue}
 * @param sha256Prefix eight hexadecimal digits
 * @param preprocessing that goes with it
 * @param source what it was pretrained on
 * @param licence of the weights
 */
public record OfficialWeights(
    String fileName,
    String backbone,
    String sha256Prefix,
    Preprocessing preprocessing,
    String source,
    String licence) {
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
          torchvision("resnet152", "f82ba261", V2, "V2"));

  public static List<OfficialWeights> all() {
    return ALL;
  }

  static Optional<OfficialWeights> bySha256(String sha256) {
    return ALL.stream().filter(w -> sha256.startsWith(w.sha256Prefix())).findFirst();
  }

  static Optional<OfficialWeights> byFileName(String fileName) {
    return ALL.stream().filter(w -> w.fileName().equals(fileName)).findFirst();
  }

  private static OfficialWeights torchvision(
      String backbone, String prefix, Preprocessing preprocessing, String version) {
    return new OfficialWeights(
        backbone + "-" + prefix + ".pth",
        backbone,
        prefix,
        preprocessing,
        "ImageNet-1k (torchvision " + version + ")",
        "BSD-3-Clause");
  }
}

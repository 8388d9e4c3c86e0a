// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * ConvNeXt (Liu et al., 2022): torchvision's, trained with labels, and DINOv3's (Siméoni et al.,
 * 2025), trained without.
 *
 * @param depths blocks of the four stages
 * @param width channels of the first stage; each stage has twice those of the one before
 * @param dinoV3 whether it is DINOv3's: other names, no classifier, and a feature of class vector
 *     and mean of positions
 */
public record ConvNextArchitecture(List<Integer> depths, int width, boolean dinoV3)
    implements Architecture {
  private static final String PAPER = "Liu et al., A ConvNet for the 2020s, 2022, arXiv:2201.03545";
  private static final int STEM_KERNEL = 4;
  private static final int BLOCK_KERNEL = 7;

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        supervised("tiny", 9, 96, 28_589_128, 4_455_531_264L, 236, "983f1562"),
        supervised("small", 27, 96, 50_223_688, 8_683_712_256L, 230, "0c510722"),
        supervised("base", 27, 128, 88_591_464, 15_354_729_472L, 232, "6075fbad"),
        supervised("large", 27, 192, 197_767_336, 34_361_433_600L, 232, "ea097f82"),
        dinoV3("tiny", 9, 96, 27_820_128, 4_454_763_264L, "21b726bb"),
        dinoV3("small", 27, 96, 49_454_688, 8_682_944_256L, "296db49d"),
        dinoV3("base", 27, 128, 87_566_464, 15_353_705_472L, "801f2ba9"),
        dinoV3("large", 27, 192, 196_230_336, 34_359_897_600L, "61fa432d"));
  }

  private static BackboneEntry supervised(
      String size,
      int depth,
      int width,
      long parameters,
      long multiplyAdds,
      int resize,
      String sha256) {
    ConvNextArchitecture architecture =
        new ConvNextArchitecture(List.of(3, 3, depth, 3), width, false);
    String name = "convnext_" + size;
    Preprocessing input = Preprocessing.imageNet().withSize(resize, 224);
    return new BackboneEntry(
        name,
        "ConvNeXt-" + size.substring(0, 1).toUpperCase(java.util.Locale.ROOT),
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        architecture.channels(3),
        input,
        architecture.inventory(name),
        List.of(
            OfficialWeights.ofTorchvision(
                name, name + "-" + sha256, input, "ImageNet-1k (torchvision V1)", PAPER)),
        Set.of());
  }

  private static BackboneEntry dinoV3(
      String size, int depth, int width, long parameters, long multiplyAdds, String sha256) {
    ConvNextArchitecture architecture =
        new ConvNextArchitecture(List.of(3, 3, depth, 3), width, true);
    String name = "dinov3_convnext_" + size;
    return new BackboneEntry(
        name,
        "DINOv3 ConvNeXt-" + size.substring(0, 1).toUpperCase(java.util.Locale.ROOT),
        architecture,
        DinoV3Architecture.PAPER,
        parameters,
        multiplyAdds,
        2 * architecture.channels(3),
        DinoV3Architecture.INPUT,
        architecture.inventory(name),
        List.of(DinoV3Architecture.file(name, name, DinoV3Architecture.WEB, sha256)),
        Set.of());
  }

  public ConvNextArchitecture {
    depths = List.copyOf(depths);
  }

  /** Channels of a stage. */
  public int channels(int stage) {
    return width << stage;
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return dinoV3 ? OfficialClassifier.NONE : OfficialClassifier.LINEAR;
  }

  @Override
  public String python() {
    return dinoV3 ? "dinov3" : TORCHVISION;
  }

  @Override
  public List<String> beside() {
    // The norm of the feature is in DINOv3's files twice.
    return dinoV3 ? List.of("norms\\.\\d+\\..*") : List.of();
  }

  @Override
  public List<Dialect> dialects() {
    List<String> timm = List.of("gamma", "conv_dw", "norm", "mlp.fc1", "mlp.fc2");
    Dialect ofTimm =
        names("timm", "stem.0", "stem.1", "stages.%d.blocks", "stages.%d.downsample", timm);
    ofTimm.layer(Pattern.quote(norm()), "head.norm").layer("classifier\\.2", "head.fc");
    if (dinoV3) {
      return List.of(ofTimm);
    }
    List<String> first = List.of("gamma", "dwconv", "norm", "pwconv1", "pwconv2");
    String layers = "downsample_layers.%d";
    Dialect authors =
        names(
            "facebookresearch/ConvNeXt",
            "downsample_layers.0.0",
            "downsample_layers.0.1",
            "stages.%d",
            layers,
            first);
    authors.layer("classifier\\.0", "norm").layer("classifier\\.2", "head");
    return List.of(ofTimm, authors, huggingFace("convnext."), huggingFace(""));
  }

  private Dialect huggingFace(String prefix) {
    List<String> parts =
        List.of("layer_scale_parameter", "dwconv", "layernorm", "pwconv1", "pwconv2");
    String stages = prefix + "encoder.stages.%d.";
    Dialect names =
        names(
            "Hugging Face",
            prefix + "embeddings.patch_embeddings",
            prefix + "embeddings.layernorm",
            stages + "layers",
            stages + "downsampling_layer",
            parts);
    return names
        .layer("classifier\\.0", prefix + "layernorm")
        .layer("classifier\\.2", "classifier");
  }

  private Dialect names(
      String project,
      String stem,
      String stemNorm,
      String stages,
      String downsamplings,
      List<String> parts) {
    Dialect names = new Dialect(project).layer(Pattern.quote(downsampling(0) + ".0"), stem);
    names.layer(Pattern.quote(downsampling(0) + ".1"), stemNorm);
    for (int stage = 0; stage < depths.size(); stage++) {
      String block = Pattern.quote(stage(stage)) + "\\.(\\d+)\\.";
      String theirs = stages.formatted(stage) + ".$1.";
      names.same(block + parts().getFirst(), theirs + parts.getFirst());
      for (int i = 1; i < parts.size(); i++) {
        names.layer(block + Pattern.quote(parts().get(i)), theirs + parts.get(i));
      }
      names.layer(Pattern.quote(downsampling(stage)), downsamplings.formatted(stage));
    }
    return names;
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages(
        depths.size(),
        i -> i == 0 ? List.of(stage(0) + ".") : List.of(downsampling(i) + ".", stage(i) + "."));
  }

  @Override
  public String series() {
    return dinoV3 ? "DINOv3 ConvNeXt" : "ConvNeXt";
  }

  /** Key prefixes of what stands before a stage: its norm and its convolution, stem first. */
  public String downsampling(int stage) {
    return dinoV3 ? "downsample_layers." + stage : "features." + 2 * stage;
  }

  /** Key prefix of a stage. */
  public String stage(int stage) {
    return dinoV3 ? "stages." + stage : "features." + (2 * stage + 1);
  }

  /** Key prefix of the norm of the pooled feature. */
  public String norm() {
    return dinoV3 ? "norm" : "classifier.0";
  }

  /** Key prefixes of the parts of a block: its scale, convolution, norm, and two linear layers. */
  public List<String> parts() {
    return dinoV3
        ? List.of("gamma", "dwconv", "norm", "pwconv1", "pwconv2")
        : List.of("layer_scale", "block.0", "block.2", "block.3", "block.5");
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    int stages = depths.size();
    for (int stage = 0; dinoV3 && stage < stages; stage++) {
      downsampling(all, stage);
    }
    for (int stage = 0; stage < stages; stage++) {
      if (!dinoV3) {
        downsampling(all, stage);
      }
      for (int i = 0; i < depths.get(stage); i++) {
        block(all.side(side(stage)).tokens((long) side(stage) * side(stage)), stage, i);
      }
    }
    all.tokens(1).layerNorm(norm(), channels(stages - 1));
    return dinoV3
        ? all.withoutClassifier(backbone, "head")
        : all.classifier(backbone, "classifier.2", channels(stages - 1));
  }

  private static int side(int stage) {
    return Inventory.SIDE / STEM_KERNEL >> stage;
  }

  private void downsampling(Inventory.Builder all, int stage) {
    String name = downsampling(stage);
    long out = channels(stage);
    all.side(side(stage));
    if (stage == 0) {
      all.convWithBias(name + ".0", 3, out, STEM_KERNEL);
      all.tokens((long) side(0) * side(0)).layerNorm(name + ".1", out);
    } else {
      long in = channels(stage - 1);
      all.tokens((long) side(stage - 1) * side(stage - 1)).layerNorm(name + ".0", in);
      all.convWithBias(name + ".1", in, out, 2);
    }
  }

  private void block(Inventory.Builder all, int stage, int number) {
    String block = stage(stage) + "." + number + ".";
    long channels = channels(stage);
    if (dinoV3) {
      all.parameter(block + parts().get(0), channels);
    } else {
      all.parameter(block + parts().get(0), channels, 1L, 1L);
    }
    all.convWithBias(block + parts().get(1), 1, channels, BLOCK_KERNEL);
    all.layerNorm(block + parts().get(2), channels);
    all.dense(block + parts().get(3), channels, 4 * channels);
    all.dense(block + parts().get(4), 4 * channels, channels);
  }
}

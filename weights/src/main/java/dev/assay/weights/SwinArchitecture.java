// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * torchvision's Swin Transformers (Liu et al., 2021), of patches of 4 and windows of 7.
 *
 * @param depths blocks of the four stages
 * @param width of a token of the first stage; each stage has twice that of the one before
 */
public record SwinArchitecture(List<Integer> depths, int width) implements Architecture {
  /** Side of a patch in pixels. */
  public static final int PATCH = 4;

  /** Side of a window in tokens. */
  public static final int WINDOW = 7;

  /** Width of an attention head. */
  public static final int HEAD = 32;

  private static final String PAPER =
      "Liu et al., Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, 2021,"
          + " arXiv:2103.14030";

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry("t", 6, 96, 28_288_354, 4_490_566_656L, 232, "704ceda3"),
        entry("s", 18, 96, 49_606_258, 8_740_875_264L, 246, "5e29d889"),
        entry("b", 18, 128, 87_768_224, 15_430_946_816L, 238, "68c6b09e"));
  }

  private static BackboneEntry entry(
      String size,
      int depth,
      int width,
      long parameters,
      long multiplyAdds,
      int resize,
      String sha256) {
    SwinArchitecture architecture = new SwinArchitecture(List.of(2, 2, depth, 2), width);
    String name = "swin_" + size;
    Preprocessing input =
        Preprocessing.imageNet().withInterpolation(Preprocessing.BICUBIC).withSize(resize, 224);
    return new BackboneEntry(
        name,
        "Swin-" + size.toUpperCase(Locale.ROOT),
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        architecture.width(3),
        input,
        architecture.inventory(name),
        List.of(
            OfficialWeights.ofTorchvision(
                name, name + "-" + sha256, input, "ImageNet-1k (torchvision V1)", PAPER)),
        Set.of());
  }

  public SwinArchitecture {
    depths = List.copyOf(depths);
  }

  /** Width of a token in a stage. */
  public int width(int stage) {
    return width << stage;
  }

  @Override
  public Kind kind() {
    return Kind.TRANSFORMER;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.LINEAR;
  }

  @Override
  public List<Dialect> dialects() {
    return List.of(
        published("timm", 0, "head.fc"),
        published("microsoft/Swin-Transformer", 1, "head"),
        huggingFace("swin."),
        huggingFace(""));
  }

  /**
   * @param before by how many stages the merging is counted earlier
   */
  private Dialect published(String project, int before, String head) {
    Dialect names = new Dialect(project).layer("features\\.0\\.0", "patch_embed.proj");
    names.layer("features\\.0\\.2", "patch_embed.norm").layer("head", head);
    for (int stage = 0; stage < depths.size(); stage++) {
      String block = "features\\." + (2 * stage + 1) + "\\.(\\d+)\\.";
      String theirs = "layers." + stage + ".blocks.$1.";
      names
          .layer(block + "mlp\\.0", theirs + "mlp.fc1")
          .layer(block + "mlp\\.3", theirs + "mlp.fc2");
      String index = "attn.relative_position_index";
      names.reshaped(block + Pattern.quote(index), theirs + index);
      names.same(block + "(.*)", theirs + "$2");
      names.layer("features\\." + 2 * stage, "layers." + (stage - before) + ".downsample");
    }
    return names.ignoring("layers\\.\\d+\\.blocks\\.\\d+\\.attn_mask");
  }

  private Dialect huggingFace(String prefix) {
    Dialect names = new Dialect("Hugging Face");
    names.layer("features\\.0\\.0", prefix + "embeddings.patch_embeddings.projection");
    names.layer("features\\.0\\.2", prefix + "embeddings.norm");
    for (int stage = 0; stage < depths.size(); stage++) {
      String block = "features\\." + (2 * stage + 1) + "\\.(\\d+)\\.";
      String theirs = prefix + "encoder.layers." + stage + ".blocks.$1.";
      String self = theirs + "attention.self.";
      names.layer(block + "norm1", theirs + "layernorm_before");
      names.layer(block + "norm2", theirs + "layernorm_after");
      names.reshaped(block + "attn\\.relative_position_index", self + "relative_position_index");
      names.same(
          block + "attn\\.relative_position_bias_table", self + "relative_position_bias_table");
      names.joined(
          block + "attn\\.qkv\\.(.*)", self + "query.$2", self + "key.$2", self + "value.$2");
      names.layer(block + "attn\\.proj", theirs + "attention.output.dense");
      names.layer(block + "mlp\\.0", theirs + "intermediate.dense");
      names.layer(block + "mlp\\.3", theirs + "output.dense");
      String merging = prefix + "encoder.layers." + (stage - 1) + ".downsample";
      names.layer("features\\." + 2 * stage, merging);
    }
    return names.layer("norm", prefix + "layernorm").layer("head", "classifier");
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages(
        depths.size(),
        i ->
            i == 0
                ? List.of("features.1.")
                : List.of("features." + 2 * i + ".", "features." + (2 * i + 1) + "."));
  }

  @Override
  public Optional<String> attention(String part) {
    return Optional.of(".*\\.attn\\." + part + "\\.weight");
  }

  @Override
  public String series() {
    return "Swin";
  }

  /** Rows of a table of relative positions: those that two tokens of a window can have. */
  public static int relativePositions() {
    return (2 * WINDOW - 1) * (2 * WINDOW - 1);
  }

  /**
   * For each pair of tokens of a window, row by row, the row of the table of their relative
   * position.
   */
  public static List<Long> relativePositionIndex() {
    List<Long> index = new ArrayList<>();
    int tokens = WINDOW * WINDOW;
    for (int a = 0; a < tokens; a++) {
      for (int b = 0; b < tokens; b++) {
        long down = a / WINDOW - b / WINDOW + WINDOW - 1;
        long right = a % WINDOW - b % WINDOW + WINDOW - 1;
        index.add(down * (2 * WINDOW - 1) + right);
      }
    }
    return index;
  }

  private Inventory inventory(String backbone) {
    List<Long> index = List.copyOf(relativePositionIndex());
    int side = Inventory.SIDE / PATCH;
    Inventory.Builder all = new Inventory.Builder().side(side).tokens((long) side * side);
    all.convWithBias("features.0.0", 3, width, PATCH).layerNorm("features.0.2", width);
    for (int stage = 0; stage < depths.size(); stage++) {
      long w = width(stage);
      if (stage > 0) {
        side /= 2;
        String merging = "features." + 2 * stage;
        all.tokens((long) side * side).denseWithoutBias(merging + ".reduction", 2 * w, w);
        all.layerNorm(merging + ".norm", 2 * w);
      }
      for (int i = 0; i < depths.get(stage); i++) {
        String block = "features.%d.%d.".formatted(2 * stage + 1, i);
        all.layerNorm(block + "norm1", w);
        all.parameter(
            block + "attn.relative_position_bias_table", (long) relativePositions(), w / HEAD);
        all.constant(block + "attn.relative_position_index", index);
        all.dense(block + "attn.qkv", w, 3 * w).dense(block + "attn.proj", w, w);
        long windows = (long) (side / WINDOW) * (side / WINDOW);
        all.windows(windows, (long) WINDOW * WINDOW, w).layerNorm(block + "norm2", w);
        all.dense(block + "mlp.0", w, 4 * w).dense(block + "mlp.3", 4 * w, w);
      }
    }
    all.layerNorm("norm", width(depths.size() - 1));
    return all.classifier(backbone, "head", width(depths.size() - 1));
  }
}

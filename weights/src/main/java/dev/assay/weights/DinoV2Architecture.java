// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneEntry.Use;
import dev.assay.weights.OfficialWeights.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The vision transformers of DINOv2 (Oquab et al., 2023; with registers: Darcet et al., 2023). The
 * official classifier is not in their file: it is published in a file of its own.
 *
 * @param width of a token
 * @param depth number of blocks
 * @param registers additional tokens; 0 or 4
 * @param gated whether the perceptrons are SwiGLU (ViT-g), and not two layers with GELU
 */
public record DinoV2Architecture(int width, int depth, int registers, boolean gated)
    implements Architecture {
  /** Side of a patch in pixels. */
  public static final int PATCH = 14;

  /** Patches on a side for which there are position embeddings. */
  public static final int GRID = 37;

  /** What these weights are pretrained on. */
  static final String IMAGES = "LVD-142M";

  private static final String PAPER =
      "Oquab et al., DINOv2: Learning Robust Visual Features without Supervision, 2023,"
          + " arXiv:2304.07193";
  private static final String REGISTERS =
      "Darcet et al., Vision Transformers Need Registers, 2023, arXiv:2309.16588";
  private static final String URL = "https://dl.fbaipublicfiles.com/dinov2/";

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "vits14",
            "S",
            22_056_576,
            6_123_561_984L,
            new DinoV2Architecture(384, 12, 0, false),
            Set.of(Use.BENCHMARK, Use.SPEED_PROBE)),
        entry(
            "vitb14",
            "B",
            86_580_480,
            23_161_227_264L,
            new DinoV2Architecture(768, 12, 0, false),
            Set.of(Use.BENCHMARK)),
        entry(
            "vitl14",
            "L",
            304_368_640,
            81_011_982_336L,
            new DinoV2Architecture(1024, 24, 0, false),
            Set.of(Use.BENCHMARK)),
        entry(
            "vitg14",
            "g",
            1_136_480_768,
            299_390_066_688L,
            new DinoV2Architecture(1536, 40, 0, true),
            Set.of()),
        entry(
            "vits14",
            "S",
            22_058_112,
            6_227_592_192L,
            new DinoV2Architecture(384, 12, 4, false),
            Set.of()),
        entry(
            "vitb14",
            "B",
            86_583_552,
            23_539_156_992L,
            new DinoV2Architecture(768, 12, 4, false),
            Set.of()),
        entry(
            "vitl14",
            "L",
            304_372_736,
            82_321_784_832L,
            new DinoV2Architecture(1024, 24, 4, false),
            Set.of()),
        entry(
            "vitg14",
            "g",
            1_136_486_912,
            304_174_522_368L,
            new DinoV2Architecture(1536, 40, 4, true),
            Set.of()));
  }

  private static BackboneEntry entry(
      String size,
      String letter,
      long parameters,
      long multiplyAdds,
      DinoV2Architecture architecture,
      Set<Use> uses) {
    String model = "dinov2_" + size;
    boolean registers = architecture.registers > 0;
    String name = model + (registers ? "_reg" : "");
    String file = model + (registers ? "_reg4" : "");
    String paper = registers ? REGISTERS : PAPER;
    List<OfficialWeights> files = new ArrayList<>();
    for (String part : List.of("pretrain", "linear4_head", "linear_head")) {
      files.add(file(name, paper, model, file + "_" + part + ".pth", part.equals("pretrain")));
    }
    return new BackboneEntry(
        name,
        "DINOv2 ViT-" + letter + "/14" + (registers ? " with registers" : ""),
        architecture,
        paper,
        parameters,
        multiplyAdds,
        2 * architecture.width,
        Preprocessing.dinoV2(),
        architecture.inventory(name),
        files,
        uses);
  }

  /** No digits of a sha256 are published, neither in the name nor elsewhere. */
  private static OfficialWeights file(
      String backbone, String paper, String model, String fileName, boolean network) {
    return new OfficialWeights(
        fileName,
        backbone,
        "",
        Preprocessing.dinoV2(),
        network ? IMAGES : "ImageNet-1k, on features pretrained on " + IMAGES,
        "Apache-2.0",
        URI.create(URL + model + "/" + fileName),
        paper,
        network ? Content.NETWORK : Content.HEAD,
        OfficialWeights.Access.OPEN);
  }

  @Override
  public String python() {
    return "facebookresearch/dinov2";
  }

  @Override
  public boolean attendsEverywhere() {
    return true;
  }

  @Override
  public Kind kind() {
    return Kind.TRANSFORMER;
  }

  @Override
  public int inputMultiple() {
    return PATCH;
  }

  @Override
  public boolean attendsToAll() {
    return true;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.SEPARATE_FILE;
  }

  @Override
  public List<Dialect> dialects() {
    List<Dialect> all = new ArrayList<>();
    Dialect timm = new Dialect("timm").given("mask_token", 0);
    if (registers > 0) {
      // What the class token's position adds is in timm's class token already.
      timm.same("register_tokens", "reg_token").afterZeros("pos_embed", "pos_embed");
    }
    timm.layer("(blocks\\.\\d+\\.mlp)\\.w12", "$1.fc1")
        .layer("(blocks\\.\\d+\\.mlp)\\.w3", "$1.fc2");
    all.add(timm);
    for (String prefix : List.of("dinov2.", "dinov2_with_registers.", "")) {
      all.add(huggingFace(prefix));
    }
    return all;
  }

  private static Dialect huggingFace(String prefix) {
    String block = "blocks\\.(\\d+)\\.";
    String theirs = prefix + "encoder.layer.$1.";
    String self = theirs + "attention.attention.";
    return new Dialect("Hugging Face")
        .same("(cls_token|register_tokens)", prefix + "embeddings.$1")
        .orZeros("mask_token", prefix + "embeddings.mask_token")
        .same("pos_embed", prefix + "embeddings.position_embeddings")
        .layer("patch_embed\\.proj", prefix + "embeddings.patch_embeddings.projection")
        .layer(block + "(norm[12])", theirs + "$2")
        .joined(block + "attn\\.qkv\\.(.*)", self + "query.$2", self + "key.$2", self + "value.$2")
        .layer(block + "attn\\.proj", theirs + "attention.output.dense")
        .same(block + "ls([12])\\.gamma", theirs + "layer_scale$2.lambda1")
        .layer(block + "mlp\\.(fc[12])", theirs + "mlp.$2")
        .layer(block + "mlp\\.w12", theirs + "mlp.weights_in")
        .layer(block + "mlp\\.w3", theirs + "mlp.weights_out")
        .layer("norm", prefix + "layernorm")
        .ignoring("classifier\\..*");
  }

  @Override
  public Blocks sequence() {
    return Blocks.of(depth, i -> "blocks." + i + ".");
  }

  @Override
  public Optional<String> attention(String part) {
    return Optional.of(".*\\.attn\\." + part + "\\.weight");
  }

  @Override
  public String series() {
    return "DINOv2 ViT/14" + (registers > 0 ? " with registers" : "");
  }

  /** Width of the hidden layer of a perceptron. */
  public long hidden() {
    return gated ? (4L * width * 2 / 3 + 7) / 8 * 8 : 4L * width;
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    all.parameter("cls_token", 1L, 1L, (long) width);
    all.parameter("pos_embed", 1L, 1L + GRID * GRID, (long) width);
    if (registers > 0) {
      all.parameter("register_tokens", 1L, (long) registers, (long) width);
    }
    all.parameter("mask_token", 1L, (long) width).side(Inventory.SIDE / PATCH);
    all.convWithBias("patch_embed.proj", 3, width, PATCH);
    all.tokens(1L + registers + (Inventory.SIDE / PATCH) * (Inventory.SIDE / PATCH));
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      all.layerNorm(block + "norm1", width);
      all.dense(block + "attn.qkv", width, 3L * width).attention(width);
      all.dense(block + "attn.proj", width, width);
      all.parameter(block + "ls1.gamma", (long) width);
      all.layerNorm(block + "norm2", width);
      if (gated) {
        all.dense(block + "mlp.w12", width, 2 * hidden()).dense(block + "mlp.w3", hidden(), width);
      } else {
        all.dense(block + "mlp.fc1", width, hidden()).dense(block + "mlp.fc2", hidden(), width);
      }
      all.parameter(block + "ls2.gamma", (long) width);
    }
    return all.layerNorm("norm", width).withoutClassifier(backbone, "linear_head");
  }
}

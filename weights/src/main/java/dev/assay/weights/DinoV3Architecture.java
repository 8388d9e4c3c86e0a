// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.weights.OfficialWeights.Access;
import dev.assay.weights.OfficialWeights.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The vision transformers of DINOv3 (Siméoni et al., 2025), written from a description of what they
 * compute. There is no official classifier in their files.
 *
 * @param width of a token
 * @param depth number of blocks
 * @param hidden width of the hidden layer of a perceptron
 * @param gated whether the perceptrons are SwiGLU, and not two layers with GELU
 */
public record DinoV3Architecture(int width, int depth, int hidden, boolean gated)
    implements Architecture {
  /** Side of a patch in pixels. */
  public static final int PATCH = 16;

  /** Tokens beside the class token that are no patches. */
  public static final int STORAGE = 4;

  /** Width of an attention head. */
  public static final int HEAD = 64;

  /** Photographs of the web, and satellite images. */
  static final String WEB = "LVD-1689M";

  static final String SATELLITE = "SAT-493M";

  static final String PAPER = "Siméoni et al., DINOv3, 2025, arXiv:2508.10104";
  static final String REPOSITORY = "facebookresearch/dinov3";

  /** Both sides to 256 pixels, whatever the shape of the image. */
  static final Preprocessing INPUT = Preprocessing.imageNet().squashedTo(256);

  private static final Preprocessing SATELLITE_INPUT =
      INPUT.withNormalisation(List.of(0.430, 0.411, 0.296), List.of(0.213, 0.156, 0.143));

  private static final String LICENCE = "DINOv3 License";
  private static final String URL = "https://dinov3.llamameta.net/";
  private static final URI PAGE =
      URI.create("https://ai.meta.com/resources/models-and-libraries/dinov3-downloads/");

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "vits16",
            "S",
            21_601_152,
            4_698_104_832L,
            new DinoV3Architecture(384, 12, 1536, false),
            "08c60483"),
        entry(
            "vits16plus",
            "S+",
            28_697_472,
            6_120_760_320L,
            new DinoV3Architecture(384, 12, 1536, true),
            "4057cbaa"),
        entry(
            "vitb16",
            "B",
            85_669_632,
            17_932_142_592L,
            new DinoV3Architecture(768, 12, 3072, false),
            "73cec8be"),
        entry(
            "vitl16",
            "L",
            303_154_176,
            62_839_898_112L,
            new DinoV3Architecture(1024, 24, 4096, false),
            "8aa4cbdd",
            "eadcf0ff"),
        entry(
            "vith16plus",
            "H+",
            840_633_600,
            172_113_346_560L,
            new DinoV3Architecture(1280, 32, 5120, true),
            "7c1da9a5"));
  }

  /**
   * @param sha256 the first digits of the official files, that of photographs first
   */
  private static BackboneEntry entry(
      String size,
      String letter,
      long parameters,
      long multiplyAdds,
      DinoV3Architecture architecture,
      String... sha256) {
    String name = "dinov3_" + size;
    List<OfficialWeights> files = new ArrayList<>();
    List<String> sources = List.of(WEB, SATELLITE);
    for (int i = 0; i < sha256.length; i++) {
      files.add(file(name, name, sources.get(i), sha256[i]));
    }
    return new BackboneEntry(
        name,
        "DINOv3 ViT-" + letter + "/16",
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        2 * architecture.width,
        INPUT,
        architecture.inventory(name),
        files,
        Set.of());
  }

  /** A file of DINOv3, of this family or of another. */
  static OfficialWeights file(String backbone, String model, String source, String sha256) {
    boolean web = source.equals(WEB);
    String file = "%s_pretrain_%s-%s.pth".formatted(model, web ? "lvd1689m" : "sat493m", sha256);
    return new OfficialWeights(
        file,
        backbone,
        sha256,
        web ? INPUT : SATELLITE_INPUT,
        source,
        LICENCE,
        URI.create(URL + model + "/" + file),
        PAPER,
        Content.NETWORK,
        new Access(true, PAGE));
  }

  @Override
  public String python() {
    return REPOSITORY;
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
    return OfficialClassifier.NONE;
  }

  @Override
  public List<String> beside() {
    return List.of("local_cls_norm\\..*"); // for crops in pretraining
  }

  @Override
  public List<Dialect> dialects() {
    String block = "blocks\\.(\\d+)\\.";
    Dialect timm =
        new Dialect("timm")
            .same("storage_tokens", "reg_token")
            .given("mask_token", 0)
            .given("rope_embed\\.periods", publishedPeriods())
            .joined(
                block + "attn\\.qkv\\.bias", "blocks.$1.attn.q_bias", "", "blocks.$1.attn.v_bias")
            .same(block + "ls([12])\\.gamma", "blocks.$1.gamma_$2");
    // timm has the two matrices of SwiGLU under other names.
    timm.layer(block + "mlp\\.w1", "blocks.$1.mlp.fc1_g")
        .layer(block + "mlp\\.w2", "blocks.$1.mlp.fc1_x");
    timm.layer(block + "mlp\\.w3", "blocks.$1.mlp.fc2");
    String attention = "layer.$1.attention.";
    Dialect huggingFace =
        new Dialect("Hugging Face")
            .same("cls_token", "embeddings.cls_token")
            .same("storage_tokens", "embeddings.register_tokens")
            .orZeros("mask_token", "embeddings.mask_token")
            .given("rope_embed\\.periods", publishedPeriods())
            .layer("patch_embed\\.proj", "embeddings.patch_embeddings")
            .layer(block + "(norm[12])", "layer.$1.$2")
            .joined(
                block + "attn\\.qkv\\.weight",
                attention + "q_proj.weight",
                attention + "k_proj.weight",
                attention + "v_proj.weight")
            .joined(
                block + "attn\\.qkv\\.bias",
                attention + "q_proj.bias",
                "",
                attention + "v_proj.bias")
            .layer(block + "attn\\.proj", attention + "o_proj")
            .same(block + "ls([12])\\.gamma", "layer.$1.layer_scale$2.lambda1")
            .layer(block + "mlp\\.(?:w1)", "layer.$1.mlp.gate_proj")
            .layer(block + "mlp\\.(?:w2|fc1)", "layer.$1.mlp.up_proj")
            .layer(block + "mlp\\.(?:w3|fc2)", "layer.$1.mlp.down_proj");
    return List.of(timm, huggingFace);
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
    return "DINOv3 ViT/16";
  }

  /** Numbers of wavelengths of the rotary positions, of each axis. */
  public int periods() {
    return HEAD / 4;
  }

  /**
   * The wavelengths in the official files: 100 to the power of j / 16, rounded to bfloat16. Files
   * of other projects lack them.
   */
  public float[] publishedPeriods() {
    float[] published = new float[periods()];
    for (int j = 0; j < published.length; j++) {
      int bits = Float.floatToRawIntBits((float) Math.pow(100, (double) j / published.length));
      // To the nearest of 16 bits, ties to even.
      int rounded = bits + 0x7fff + (bits >>> Short.SIZE & 1);
      published[j] = Float.intBitsToFloat(rounded & 0xffff0000);
    }
    return published;
  }

  /** What the bias of queries, keys and values is multiplied by: keys have none. */
  public List<Long> biasMask() {
    List<Long> mask = new ArrayList<>(Collections.nCopies(3 * width, 1L));
    Collections.fill(mask.subList(width, 2 * width), 0L);
    return mask;
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    long w = width;
    long patches = (long) (Inventory.SIDE / PATCH) * (Inventory.SIDE / PATCH);
    all.parameter("cls_token", 1L, 1L, w).parameter("storage_tokens", 1L, (long) STORAGE, w);
    all.parameter("mask_token", 1L, w).side(Inventory.SIDE / PATCH);
    all.convWithBias("patch_embed.proj", 3, w, PATCH).buffer("rope_embed.periods", periods());
    all.tokens(1 + STORAGE + patches);
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      all.layerNorm(block + "norm1", w).dense(block + "attn.qkv", w, 3 * w);
      all.constant(block + "attn.qkv.bias_mask", biasMask()).attention(w);
      all.dense(block + "attn.proj", w, w).parameter(block + "ls1.gamma", w);
      all.layerNorm(block + "norm2", w);
      if (gated) {
        all.dense(block + "mlp.w1", w, hidden).dense(block + "mlp.w2", w, hidden);
        all.dense(block + "mlp.w3", hidden, w);
      } else {
        all.dense(block + "mlp.fc1", w, hidden).dense(block + "mlp.fc2", hidden, w);
      }
      all.parameter(block + "ls2.gamma", w);
    }
    return all.layerNorm("norm", w).withoutClassifier(backbone, "head");
  }
}

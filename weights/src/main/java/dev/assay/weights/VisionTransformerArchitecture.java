// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.weights.OfficialWeights.Access;
import dev.assay.weights.OfficialWeights.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Vision transformers (Dosovitskiy et al., 2020) of patches and a class token, in the forms in
 * which they are published: they differ in names, epsilon, activation, what stands before and after
 * the blocks, and how position embeddings become those of another size.
 *
 * @param form which of them
 * @param patch side of a patch in pixels
 * @param grid patches on a side for which there are position embeddings
 * @param width of a token
 * @param depth number of blocks
 * @param projection length of the feature after a matrix that belongs to the network; 0 for none
 */
public record VisionTransformerArchitecture(
    Form form, int patch, int grid, int width, int depth, int projection) implements Architecture {
  /** Width of an attention head. */
  public static final int HEAD = 64;

  private static final String PAPER =
      "Dosovitskiy et al., An Image is Worth 16x16 Words, 2020, arXiv:2010.11929";
  private static final String PAPER_CLIP =
      "Radford et al., Learning Transferable Visual Models From Natural Language Supervision, 2021,"
          + " arXiv:2103.00020";
  private static final String PAPER_MAE =
      "He et al., Masked Autoencoders Are Scalable Vision Learners, 2021, arXiv:2111.06377";
  private static final String PAPER_BIOMED_CLIP =
      "Zhang et al., BiomedCLIP, 2023, arXiv:2303.00915";
  private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
  private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

  private static final String HUB = "https://huggingface.co/";

  /** How position embeddings are interpolated; all are bicubic. */
  public enum Positions {
    /** Corners aligned, a = -0.75. */
    ALIGNED,
    /** By the size, a = -0.75. */
    PLAIN,
    /** By the size, antialiased, a = -0.5. */
    ANTIALIASED
  }

  /** Which code computes it so. */
  public enum Form {
    /** torchvision's: the feature is the class token after a norm. */
    SUPERVISED(1e-6f, Positions.ALIGNED, "ViT"),
    /**
     * OpenAI's CLIP: no bias of patches, a norm before the blocks, {@code x sigmoid(1.702 x)}, and
     * a projection of the class token.
     */
    CLIP(1e-5f, Positions.ANTIALIASED, "CLIP ViT"),
    /** The tower of BiomedCLIP in open_clip, which is timm's: a projection of the class token. */
    CAPTIONS(1e-6f, Positions.ANTIALIASED, "BiomedCLIP ViT"),
    /** MAE as it is fine-tuned: the feature is the norm of the mean patch token. */
    MASKED(1e-6f, Positions.PLAIN, "MAE ViT");

    private final float epsilon;
    private final Positions positions;
    private final String series;

    Form(float epsilon, Positions positions, String series) {
      this.epsilon = epsilon;
      this.positions = positions;
      this.series = series;
    }

    /** Of all layer norms. */
    public float epsilon() {
      return epsilon;
    }

    public Positions positions() {
      return positions;
    }
  }

  /**
   * The keys of a form. A block's begin with its prefix; those of linear layers lack the ending.
   *
   * @param block with %d for its number
   */
  public record Keys(
      String classToken,
      String positions,
      String patches,
      String block,
      String norm1,
      String qkv,
      String mixed,
      String norm2,
      String hidden,
      String back,
      String norm) {
    /** Key of the matrix of queries, keys and values; PyTorch's own attention has an underscore. */
    public String qkvPart(String part) {
      return qkv.endsWith("in_proj") ? qkv + "_" + part : qkv + "." + part;
    }
  }

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        supervised(
            "b", "B", base(Form.SUPERVISED, 0), 86_567_656, 17_563_828_224L, 256, "c867db91"),
        supervised(
            "l", "L", large(Form.SUPERVISED, 0), 304_326_632, 61_554_712_576L, 242, "852ce7e3"),
        clip(
            "vit_b_16_clip",
            "CLIP ViT-B/16",
            base(Form.CLIP, 512),
            86_192_640,
            17_563_453_440L,
            "openai/clip-vit-base-patch16"),
        clip(
            "vit_l_14_clip",
            "CLIP ViT-L/14",
            new VisionTransformerArchitecture(Form.CLIP, 14, 16, 1024, 24, 768),
            303_966_208,
            81_012_768_768L,
            "openai/clip-vit-large-patch14"),
        biomedClip(base(Form.CAPTIONS, 512), 86_191_872, 17_563_453_440L),
        masked(
            "b",
            "B",
            base(Form.MASKED, 0),
            86_567_656,
            17_563_828_224L,
            "mae_pretrain_vit_base.pth"),
        masked(
            "l",
            "L",
            large(Form.MASKED, 0),
            304_326_632,
            61_554_712_576L,
            "mae_pretrain_vit_large.pth"));
  }

  private static VisionTransformerArchitecture base(Form form, int projection) {
    return new VisionTransformerArchitecture(form, 16, 14, 768, 12, projection);
  }

  private static VisionTransformerArchitecture large(Form form, int projection) {
    return new VisionTransformerArchitecture(form, 16, 14, 1024, 24, projection);
  }

  private static BackboneEntry supervised(
      String size,
      String letter,
      VisionTransformerArchitecture architecture,
      long parameters,
      long multiplyAdds,
      int resize,
      String sha256) {
    String name = "vit_" + size + "_16";
    Preprocessing input = Preprocessing.imageNet().withSize(resize, 224);
    Preprocessing bicubic =
        Preprocessing.imageNet().withInterpolation(Preprocessing.BICUBIC).withSize(224, 224);
    String hashtags = size.equals("b") ? "_lc_swag-4e70ced5" : "_lc_swag-4d563306";
    return architecture.entry(
        name,
        "ViT-" + letter + "/16",
        PAPER,
        parameters,
        multiplyAdds,
        input,
        List.of(
            OfficialWeights.ofTorchvision(
                name, name + "-" + sha256, input, "ImageNet-1k (torchvision V1)", PAPER),
            OfficialWeights.ofTorchvision(
                    name, name + hashtags, bicubic, "Instagram-3.6B (SWAG)", PAPER)
                .licensed("CC-BY-NC-4.0", new Access(true, null))));
  }

  private static BackboneEntry clip(
      String name,
      String title,
      VisionTransformerArchitecture architecture,
      long parameters,
      long multiplyAdds,
      String repository) {
    Preprocessing input = new Preprocessing(224, 224, Preprocessing.BICUBIC, CLIP_MEAN, CLIP_STD);
    return architecture.entry(
        name,
        title,
        PAPER_CLIP,
        parameters,
        multiplyAdds,
        input,
        List.of(
            new OfficialWeights(
                repository.replace('/', '-') + ".safetensors",
                name,
                "",
                input,
                "WIT-400M (OpenAI CLIP)",
                "MIT",
                URI.create(HUB + repository + "/resolve/main/model.safetensors"),
                PAPER_CLIP,
                Content.NETWORK,
                Access.OPEN)));
  }

  private static BackboneEntry biomedClip(
      VisionTransformerArchitecture architecture, long parameters, long multiplyAdds) {
    String name = "vit_b_16_biomedclip";
    Preprocessing input = new Preprocessing(224, 224, Preprocessing.BICUBIC, CLIP_MEAN, CLIP_STD);
    return architecture.entry(
        name,
        "BiomedCLIP ViT-B/16",
        PAPER_BIOMED_CLIP,
        parameters,
        multiplyAdds,
        input,
        List.of(
            new OfficialWeights(
                "biomedclip-pubmedbert_256-vit_base_patch16_224.pth",
                name,
                "",
                input,
                "PMC-15M (BiomedCLIP)",
                "MIT",
                URI.create(
                    HUB
                        + "microsoft/BiomedCLIP-PubMedBERT_256-vit_base_patch16_224"
                        + "/resolve/main/open_clip_pytorch_model.bin"),
                PAPER_BIOMED_CLIP,
                Content.NETWORK,
                Access.OPEN)));
  }

  private static BackboneEntry masked(
      String size,
      String letter,
      VisionTransformerArchitecture architecture,
      long parameters,
      long multiplyAdds,
      String file) {
    String name = "vit_" + size + "_16_mae_gap";
    Preprocessing input = Preprocessing.imageNet().withInterpolation(Preprocessing.BICUBIC);
    return architecture.entry(
        name,
        "MAE ViT-" + letter + "/16",
        PAPER_MAE,
        parameters,
        multiplyAdds,
        input,
        List.of(
            new OfficialWeights(
                file,
                name,
                "",
                input,
                "MAE on ImageNet-1k",
                "CC-BY-NC-4.0",
                URI.create("https://dl.fbaipublicfiles.com/mae/pretrain/" + file),
                PAPER_MAE,
                Content.NETWORK,
                new Access(true, null))));
  }

  private BackboneEntry entry(
      String name,
      String title,
      String paper,
      long parameters,
      long multiplyAdds,
      Preprocessing input,
      List<OfficialWeights> files) {
    return new BackboneEntry(
        name,
        title,
        this,
        paper,
        parameters,
        multiplyAdds,
        projection == 0 ? width : projection,
        input,
        inventory(name),
        files,
        Set.of());
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
    return patch;
  }

  @Override
  public boolean attendsToAll() {
    return true;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return projection > 0 ? OfficialClassifier.NONE : OfficialClassifier.LINEAR;
  }

  @Override
  public String python() {
    return form == Form.SUPERVISED ? TORCHVISION : "timm";
  }

  /** The texts' side of the models that are trained by captions. */
  @Override
  public List<String> beside() {
    return switch (form) {
      case CLIP ->
          List.of(
              "(?:transformer|token_embedding|ln_final)\\..*",
              "positional_embedding|text_projection|logit_scale|logit_bias",
              "input_resolution|context_length|vocab_size");
      case CAPTIONS -> List.of("text\\..*", "logit_scale|logit_bias");
      default -> List.of();
    };
  }

  @Override
  public List<Dialect> dialects() {
    return switch (form) {
      case SUPERVISED ->
          List.of(
              renamed("timm", timm("", "norm"), "head"),
              transformers("vit.")
                  .layer("encoder\\.ln", "vit.layernorm")
                  .layer("heads\\.head", "classifier"),
              transformers("").layer("encoder\\.ln", "layernorm"));
      case CLIP ->
          List.of(
              renamed("timm", timm("", "norm"), "head")
                  .transposed("visual\\.proj", "head.weight")
                  .layer("visual\\.ln_pre", "norm_pre")
                  .ignoring("head\\.bias"),
              transformersClip());
      case CAPTIONS -> List.of();
      case MASKED ->
          List.of(
              // As the official fine-tuning begins: the norm of the mean is new.
              new Dialect("MAE's pretraining")
                  .given("fc_norm\\.weight", 1)
                  .given("fc_norm\\.bias", 0)
                  .ignoring("norm\\..*|mask_token|decoder_.*"),
              transformers("vit.")
                  .given("fc_norm\\.weight", 1)
                  .given("fc_norm\\.bias", 0)
                  .ignoring("vit\\.layernorm\\..*|decoder\\..*"));
    };
  }

  private String block() {
    return "\\Q" + keys().block().replace("%d", "\\E(\\d+)\\Q") + ".\\E";
  }

  /** With the layers of a block one by one. */
  private Dialect renamed(String project, Keys theirs, String head) {
    Keys ours = keys();
    String block = block();
    String blocks = theirs.block().replace("%d", "$1") + ".";
    Dialect names = new Dialect(project);
    names.same(Pattern.quote(ours.classToken()), theirs.classToken());
    names.same(Pattern.quote(ours.positions()), theirs.positions());
    names.layer(Pattern.quote(ours.patches()), theirs.patches());
    names.layer(block + Pattern.quote(ours.norm1()), blocks + theirs.norm1());
    for (String part : List.of("weight", "bias")) {
      names.same(block + Pattern.quote(ours.qkvPart(part)), blocks + theirs.qkvPart(part));
    }
    names.layer(block + Pattern.quote(ours.mixed()), blocks + theirs.mixed());
    names.layer(block + Pattern.quote(ours.norm2()), blocks + theirs.norm2());
    names.layer(block + Pattern.quote(ours.hidden()), blocks + theirs.hidden());
    names.layer(block + Pattern.quote(ours.back()), blocks + theirs.back());
    names.layer(Pattern.quote(ours.norm()), theirs.norm());
    return names.layer("heads\\.head", head);
  }

  /** Without the last norm. */
  private Dialect transformers(String prefix) {
    Keys ours = keys();
    String block = block();
    String theirs = prefix + "encoder.layer.$1.";
    String self = theirs + "attention.attention.";
    Dialect names = new Dialect("Hugging Face");
    names.same(Pattern.quote(ours.classToken()), prefix + "embeddings.cls_token");
    names.same(Pattern.quote(ours.positions()), prefix + "embeddings.position_embeddings");
    names.layer(Pattern.quote(ours.patches()), prefix + "embeddings.patch_embeddings.projection");
    names.layer(block + Pattern.quote(ours.norm1()), theirs + "layernorm_before");
    for (String part : List.of("weight", "bias")) {
      names.joined(
          block + Pattern.quote(ours.qkvPart(part)),
          self + "query." + part,
          self + "key." + part,
          self + "value." + part);
    }
    names.layer(block + Pattern.quote(ours.mixed()), theirs + "attention.output.dense");
    names.layer(block + Pattern.quote(ours.norm2()), theirs + "layernorm_after");
    names.layer(block + Pattern.quote(ours.hidden()), theirs + "intermediate.dense");
    return names
        .layer(block + Pattern.quote(ours.back()), theirs + "output.dense")
        .ignoring(Pattern.quote(prefix) + "pooler\\..*");
  }

  /** The misspelling is theirs. */
  private Dialect transformersClip() {
    String block = block();
    String theirs = "vision_model.encoder.layers.$1.";
    String self = theirs + "self_attn.";
    Dialect names = new Dialect("Hugging Face");
    names.same("visual\\.class_embedding", "vision_model.embeddings.class_embedding");
    names.same(
        "visual\\.positional_embedding", "vision_model.embeddings.position_embedding.weight");
    names.layer("visual\\.conv1", "vision_model.embeddings.patch_embedding");
    names.layer("visual\\.ln_pre", "vision_model.pre_layrnorm");
    names.layer("visual\\.ln_post", "vision_model.post_layernorm");
    names.transposed("visual\\.proj", "visual_projection.weight");
    names.layer(block + "ln_([12])", theirs + "layer_norm$2");
    names.joined(
        block + "attn\\.in_proj_(.*)", self + "q_proj.$2", self + "k_proj.$2", self + "v_proj.$2");
    names.layer(block + "attn\\.out_proj", self + "out_proj");
    names.layer(block + "mlp\\.c_fc", theirs + "mlp.fc1");
    names.layer(block + "mlp\\.c_proj", theirs + "mlp.fc2");
    return names.ignoring(
        "text_model\\..*|text_projection\\.weight|logit_scale"
            + "|vision_model\\.embeddings\\.position_ids");
  }

  @Override
  public Blocks sequence() {
    Blocks blocks = Blocks.of(depth, i -> keys().block().formatted(i) + ".");
    return form == Form.CLIP ? blocks.followedBy("visual.proj") : blocks;
  }

  @Override
  public Optional<String> attention(String part) {
    String key = part.equals("qkv") ? keys().qkvPart("weight") : keys().mixed() + ".weight";
    return Optional.of(".*\\." + Pattern.quote(key));
  }

  @Override
  public String series() {
    return form.series;
  }

  /** Whether patches have a bias. */
  public boolean patchBias() {
    return form != Form.CLIP;
  }

  /** The names of the official state dict. */
  public Keys keys() {
    return switch (form) {
      case SUPERVISED ->
          new Keys(
              "class_token",
              "encoder.pos_embedding",
              "conv_proj",
              "encoder.layers.encoder_layer_%d",
              "ln_1",
              "self_attention.in_proj",
              "self_attention.out_proj",
              "ln_2",
              "mlp.0",
              "mlp.3",
              "encoder.ln");
      case CLIP ->
          new Keys(
              "visual.class_embedding",
              "visual.positional_embedding",
              "visual.conv1",
              "visual.transformer.resblocks.%d",
              "ln_1",
              "attn.in_proj",
              "attn.out_proj",
              "ln_2",
              "mlp.c_fc",
              "mlp.c_proj",
              "visual.ln_post");
      case MASKED -> timm("", "fc_norm");
      case CAPTIONS -> timm("visual.trunk.", "norm");
    };
  }

  private static Keys timm(String prefix, String norm) {
    return new Keys(
        prefix + "cls_token",
        prefix + "pos_embed",
        prefix + "patch_embed.proj",
        prefix + "blocks.%d",
        "norm1",
        "attn.qkv",
        "attn.proj",
        "norm2",
        "mlp.fc1",
        "mlp.fc2",
        prefix + norm);
  }

  /** The names and shapes, in the order of the official modules. */
  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    Keys keys = keys();
    int side = Inventory.SIDE / patch;
    long w = width;
    long positions = 1L + (long) grid * grid;
    switch (form) {
      case SUPERVISED -> {
        all.parameter(keys.classToken(), 1L, 1L, w);
        patches(all.side(side)).parameter(keys.positions(), 1L, positions, w);
      }
      case CLIP -> {
        all.parameter(keys.classToken(), w).parameter(keys.positions(), positions, w);
        patches(all.matrix("visual.proj", w, projection, 1).side(side));
        all.tokens(1L + (long) side * side).layerNorm("visual.ln_pre", w);
      }
      case MASKED, CAPTIONS -> {
        all.parameter(keys.classToken(), 1L, 1L, w).parameter(keys.positions(), 1L, positions, w);
        patches(all.side(side));
      }
    }
    all.tokens(1L + (long) side * side);
    for (int i = 0; i < depth; i++) {
      block(all, keys, keys.block().formatted(i) + ".");
    }
    all.layerNorm(keys.norm(), w);
    if (form == Form.CAPTIONS) {
      all.tokens(1).denseWithoutBias("visual.head.proj", w, projection);
    }
    String classifier = form == Form.SUPERVISED ? "heads.head" : "head";
    return projection > 0
        ? all.withoutClassifier(backbone, classifier)
        : all.classifier(backbone, classifier, w);
  }

  private Inventory.Builder patches(Inventory.Builder all) {
    return patchBias()
        ? all.convWithBias(keys().patches(), 3, width, patch)
        : all.conv(keys().patches(), 3, width, patch);
  }

  /** OpenAI's attention comes before both norms. */
  private void block(Inventory.Builder all, Keys keys, String block) {
    long w = width;
    List<Runnable> parts = new ArrayList<>();
    parts.add(() -> all.layerNorm(block + keys.norm1(), w));
    int attention = form == Form.CLIP ? 0 : 1;
    parts.add(
        attention,
        () ->
            all.dense(block + keys.qkvPart("weight"), block + keys.qkvPart("bias"), w, 3 * w)
                .attention(w)
                .dense(block + keys.mixed(), w, w));
    int norm2 = form == Form.CLIP ? 3 : 2;
    Runnable perceptron =
        () -> all.dense(block + keys.hidden(), w, 4 * w).dense(block + keys.back(), 4 * w, w);
    parts.add(perceptron);
    parts.add(norm2, () -> all.layerNorm(block + keys.norm2(), w));
    parts.forEach(Runnable::run);
  }
}

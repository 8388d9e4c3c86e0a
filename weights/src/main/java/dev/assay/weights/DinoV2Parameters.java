package dev.assay.weights;

/**
 * The parameters of DINOv2's vision transformers. The classifier is no part of them: it is
 * published in a file of its own.
 */
final class DinoV2Parameters {
  private static final long PATCH = 14;
  private static final long POSITIONS = 1 + 37 * 37;

  private DinoV2Parameters() {}

  /**
   * @param width of a token
   * @param depth number of blocks
   * @param registers additional tokens; 0 or 4
   * @param gated whether the MLPs are SwiGLU: ViT-g only
   */
  static Inventory inventory(
      String backbone, long width, int depth, long registers, boolean gated) {
    Inventory.Builder all = new Inventory.Builder();
    all.parameter("cls_token", 1L, 1L, width).parameter("pos_embed", 1L, POSITIONS, width);
    if (registers > 0) {
      all.parameter("register_tokens", 1L, registers, width);
    }
    all.parameter("mask_token", 1L, width).convWithBias("patch_embed.proj", 3, width, PATCH);
    for (int i = 0; i < depth; i++) {
      String block = "blocks." + i + ".";
      all.layerNorm(block + "norm1", width);
      all.dense(block + "attn.qkv", width, 3 * width).dense(block + "attn.proj", width, width);
      all.parameter(block + "ls1.gamma", width);
      all.layerNorm(block + "norm2", width);
      if (gated) {
        long hidden = (4 * width * 2 / 3 + 7) / 8 * 8;
        all.dense(block + "mlp.w12", width, 2 * hidden).dense(block + "mlp.w3", hidden, width);
      } else {
        all.dense(block + "mlp.fc1", width, 4 * width).dense(block + "mlp.fc2", 4 * width, width);
      }
      all.parameter(block + "ls2.gamma", width);
    }
    return all.layerNorm("norm", width).withoutClassifier(backbone, "linear_head");
  }
}

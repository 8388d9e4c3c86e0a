// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.gradients.Learned;
import dev.assay.contracts.recipe.Recipe;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a recipe treats one parameter.
 *
 * @param rate factor on the learning rate, in (0, 1]
 * @param decay weight decay, 0 for none
 */
record ParameterPlan(Learned learned, double rate, double decay) {
  private static final Pattern BLOCK = Pattern.compile("(?:^|\\.)blocks\\.(\\d+)\\.");

  /** What a vision transformer adds to its patches, and so lies below its first block. */
  private static final Pattern TOKENS =
      Pattern.compile("(?:^|\\.)(?:cls_token|mask_token|register_tokens|pos_embed)$");

  private static final Pattern PATCHES = Pattern.compile("(?:^|\\.)patch_embed\\.");

  /** Every parameter at the full rate and with the same decay. */
  static List<ParameterPlan> alike(List<Learned> parameters, double decay) {
    return parameters.stream().map(p -> new ParameterPlan(p, 1, decay)).toList();
  }

  /**
   * The groups that BEiT and DINOv2 fine-tune with ({@code get_vit_lr_decay_rate}): the head and
   * the last norm at the full rate, block i of L at layerDecay^(L - i), patches, tokens and
   * position embedding at layerDecay^(L + 1). With AdamW biases, norms and scales (one dimension)
   * and tokens and position embeddings do not decay; with Adam, whose decay is an L2 penalty,
   * everything does, as in PyTorch.
   */
  static List<ParameterPlan> of(Recipe recipe, List<Learned> parameters) {
    int blocks = blocks(parameters);
    double factor = recipe.layerDecay() == null ? 1 : recipe.layerDecay();
    boolean decoupled = recipe.optimizer().equals("adamw");
    return parameters.stream()
        .map(
            p ->
                new ParameterPlan(
                    p,
                    Math.pow(factor, depth(p.name(), blocks)),
                    decoupled && !decays(p) ? 0 : recipe.weightDecay()))
        .toList();
  }

  private static int blocks(List<Learned> parameters) {
    int blocks = 0;
    for (Learned parameter : parameters) {
      Matcher block = BLOCK.matcher(parameter.name());
      if (block.find()) {
        blocks = Math.max(blocks, 1 + Integer.parseInt(block.group(1)));
      }
    }
    return blocks;
  }

  /** How many layers lie between a parameter and the head; 0 in networks without blocks. */
  static int depth(String name, int blocks) {
    if (blocks == 0) {
      return 0;
    }
    Matcher block = BLOCK.matcher(name);
    if (block.find()) {
      return blocks - Integer.parseInt(block.group(1));
    }
    return TOKENS.matcher(name).find() || PATCHES.matcher(name).find() ? blocks + 1 : 0;
  }

  private static boolean decays(Learned parameter) {
    return parameter.values().getShape().dimension() > 1
        && !TOKENS.matcher(parameter.name()).find();
  }
}

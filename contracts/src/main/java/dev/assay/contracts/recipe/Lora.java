// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Low-rank adaptation (Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, 2021,
 * arXiv:2106.09685): the matrices W of attention stay, and W + alpha / rank B A is used, of which B
 * and A are trained.
 *
 * @param rank of B A: the columns of B and the rows of A
 * @param alpha scale
 * @param on {@link #QKV} and {@link #PROJ}, or one of them, in this order; absent: both
 */
public record Lora(int rank, double alpha, @Nullable List<String> on) {
  /** The matrix of queries, keys and values. */
  public static final String QKV = "qkv";

  /** The matrix after the attention. */
  public static final String PROJ = "proj";

  public static final List<String> PARTS = List.of(QKV, PROJ);
  public static final int MOST_RANK = 256;
  public static final double MOST_ALPHA = 1024;

  public Lora {
    Check.within("lora.rank", rank, 1, MOST_RANK);
    Check.within("lora.alpha", alpha, 1e-6, MOST_ALPHA);
    List<String> given = on == null ? PARTS : on;
    if (given.isEmpty() || !PARTS.containsAll(given)) {
      throw new IllegalArgumentException("lora.on must be of " + PARTS + ", not " + given);
    }
    on = PARTS.stream().filter(given::contains).toList();
  }

  /** What the product of B and A is multiplied by. */
  @JsonIgnore
  public double scale() {
    return alpha / rank;
  }

  /** Such as {@code LoRA r = 8}, with what is not usual. */
  String words() {
    String number = alpha == Math.rint(alpha) ? String.valueOf((long) alpha) : "" + alpha;
    return "LoRA r = "
        + rank
        + (alpha == rank ? "" : ", alpha " + number)
        + (PARTS.equals(on) ? "" : " on " + String.join(", ", on));
  }
}

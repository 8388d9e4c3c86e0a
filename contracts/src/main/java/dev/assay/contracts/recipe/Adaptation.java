// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * A training of a backbone that moves a part of it only: its last blocks, or low-rank matrices. One
 * of the two is present.
 *
 * @param lastBlocks number of the last blocks, or stages, that are trained with what follows them
 * @param lora low-rank matrices beside the backbone's own, which stay
 */
public record Adaptation(@Nullable Integer lastBlocks, @Nullable Lora lora) {
  /** More than any backbone has. */
  public static final int MOST_BLOCKS = 64;

  public Adaptation {
    if ((lastBlocks == null) == (lora == null)) {
      throw new IllegalArgumentException("an adaptation is of the last blocks or by lora");
    }
    if (lastBlocks != null) {
      Check.within("lastBlocks", lastBlocks, 1, MOST_BLOCKS);
    }
  }

  public static Adaptation ofLastBlocks(int count) {
    return new Adaptation(count, null);
  }

  public static Adaptation of(Lora lora) {
    return new Adaptation(null, lora);
  }

  /** What tables call it, such as {@code last 2 blocks}. */
  @JsonIgnore
  public String words() {
    if (lora != null) {
      return lora.words();
    }
    return lastBlocks != null && lastBlocks == 1 ? "last block" : "last " + lastBlocks + " blocks";
  }

  /** The same as a sentence of methods says what is trained. */
  @JsonIgnore
  public String sentence() {
    if (lora != null) {
      return "low-rank matrices (LoRA) of rank %d beside the %s matrices of attention, with alpha %s, and the head"
          .formatted(lora.rank(), String.join(" and ", lora.on()), lora.alpha());
    }
    return "the " + words() + " of the backbone, what follows them, and the head";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

/** A transformer of 12 blocks and patches of 14 pixels, and networks of four stages. */
final class TestAbilities implements Starts.Abilities {
  private static boolean isTransformer(String backbone) {
    return backbone.equals("dinov2_vits14");
  }

  @Override
  public int inputMultiple(String backbone) {
    return isTransformer(backbone) ? 14 : 1;
  }

  @Override
  public int blocks(String backbone) {
    return isTransformer(backbone) ? 12 : 4;
  }

  @Override
  public String blocksName(String backbone) {
    return isTransformer(backbone) ? "blocks" : "stages";
  }

  @Override
  public boolean hasAttention(String backbone) {
    return isTransformer(backbone);
  }
}

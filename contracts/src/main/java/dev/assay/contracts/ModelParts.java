// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

/**
 * A model whose backbone was frozen, as it is stored: the backbone once for all runs that share it,
 * and the head of this run. Both are safetensors. The whole model has the tensors of the backbone
 * and then those of the head.
 *
 * @param backbone the frozen backbone
 * @param head what the run trained
 */
public record ModelParts(ArtifactRef backbone, ArtifactRef head) {
  public ModelParts {
    Check.present("backbone", backbone);
    Check.present("head", head);
  }
}

package dev.assay.weights;

import dev.assay.contracts.Preprocessing;

/**
 * What is known about a backbone without building it.
 *
 * @param name in studies and results, torchvision's or torch.hub's
 * @param title as papers write it
 * @param paper where it was published
 * @param parameters with its official classifier of 1000 classes, if that is in the same file
 * @param featureSize length of the pooled feature that heads are trained on
 * @param preprocessing where neither a weights file nor the study says otherwise
 * @param inventory names and shapes of its parameters
 */
public record BackboneEntry(
    String name,
    String title,
    String paper,
    long parameters,
    int featureSize,
    Preprocessing preprocessing,
    Inventory inventory) {
  /** What it has in common with those that differ from it in size only, as papers write it. */
  public String family() {
    return title
        .replaceFirst("^(ResNet|VGG|DenseNet)\\d+$", "$1")
        .replaceFirst("^DINOv2 ViT-[SBLg]/", "DINOv2 ViT/");
  }
}

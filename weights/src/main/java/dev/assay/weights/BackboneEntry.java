// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.Set;

/**
 * The declaration of a backbone: everything that is known about it without building it.
 *
 * @param name in studies and results, torchvision's or torch.hub's
 * @param title as papers write it
 * @param architecture of its family, with the numbers of this backbone
 * @param paper where it was published
 * @param parameters with its official classifier of 1000 classes, if that is in the same file
 * @param multiplyAdds of one image of {@value Inventory#SIDE} x {@value Inventory#SIDE} pixels,
 *     with the same classifier; normalisation and activation functions do not count
 * @param featureSize length of the pooled feature that heads are trained on
 * @param preprocessing where neither a weights file nor the study says otherwise
 * @param inventory names and shapes of its parameters
 * @param files the official weights, the usual network first
 * @param uses what else it is chosen for
 */
public record BackboneEntry(
    String name,
    String title,
    Architecture architecture,
    String paper,
    long parameters,
    long multiplyAdds,
    int featureSize,
    Preprocessing preprocessing,
    Inventory inventory,
    List<OfficialWeights> files,
    Set<Use> uses) {

  /** What a backbone may be chosen for where the user names none. */
  public enum Use {
    /** The speed of its {@link Architecture.Kind} is measured with it. One of each kind. */
    SPEED_PROBE,
    /** {@code assay bench} measures it. */
    BENCHMARK
  }

  /**
   * A number that a layer writes takes as long as this many multiply-adds. With it the measured
   * times of networks as different as MobileNetV2, DenseNet121 and VGG16 (docs/bench.md) come from
   * one speed to within a factor of 1.4; by multiply-adds alone they differ by a factor of 5.
   */
  private static final long MULTIPLY_ADDS_PER_WRITTEN = 100;

  public BackboneEntry {
    files = List.copyOf(files);
    uses = Set.copyOf(uses);
  }

  /**
   * A backbone whose official weights are torchvision's, trained on ImageNet.
   *
   * @param sha256 the first eight digits of the official files, version 1 first
   */
  static BackboneEntry ofTorchvision(
      String name,
      String title,
      Architecture architecture,
      String paper,
      long parameters,
      long multiplyAdds,
      int featureSize,
      Inventory inventory,
      Set<Use> uses,
      String... sha256) {
    return new BackboneEntry(
        name,
        title,
        architecture,
        paper,
        parameters,
        multiplyAdds,
        featureSize,
        Preprocessing.imageNet(),
        inventory,
        OfficialWeights.torchvision(name, paper, sha256),
        uses);
  }

  /**
   * The work of one forward pass, in multiply-adds; what a {@link MachineSpeed} is measured in.
   *
   * @param side of the image in pixels: work grows with its area, and attention of all tokens to
   *     all others with the square of its area
   */
  public double work(int side) {
    double area = (double) side * side / (Inventory.SIDE * Inventory.SIDE);
    double attention = inventory.attentionMultiplyAdds();
    double rest = multiplyAdds - attention + MULTIPLY_ADDS_PER_WRITTEN * inventory.written();
    return area * rest + (architecture.attendsToAll() ? area * area : area) * attention;
  }

  /** What it has in common with those that differ from it in size only, as papers write it. */
  public String series() {
    return architecture.series();
  }
}

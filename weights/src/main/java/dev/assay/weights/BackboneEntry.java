// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Lora;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

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

  /**
   * Which keys of the state dict a run changes that trains a part of the network; the low-rank
   * matrices of an adaptation are beside these.
   *
   * @throws IllegalArgumentException if the network has no such part
   */
  public Predicate<String> trained(Adaptation adaptation) {
    if (adaptation.lastBlocks() != null) {
      return architecture.sequence().last(inventory, adaptation.lastBlocks());
    }
    return key -> false;
  }

  /**
   * The keys of the matrices that low-rank ones are added to, in the order of the inventory.
   *
   * @throws IllegalArgumentException if the network has none
   */
  public List<String> adapted(Lora lora) {
    List<String> keys = new ArrayList<>();
    for (String part : lora.on()) {
      String pattern =
          architecture
              .attention(part)
              .orElseThrow(
                  () -> new IllegalArgumentException(name + " has no attention, so no LoRA"));
      inventory.slots().stream()
          .map(Inventory.Slot::name)
          .filter(key -> key.matches(pattern))
          .forEach(keys::add);
    }
    return List.copyOf(keys);
  }

  /** Number of parameters of the network, without a head, that an adaptation trains. */
  public long trainedParameters(Adaptation adaptation) {
    Map<String, Inventory.Slot> slots = new HashMap<>();
    inventory.slots().forEach(slot -> slots.put(slot.name(), slot));
    Lora lora = adaptation.lora();
    if (lora == null) {
      Predicate<String> trained = trained(adaptation);
      return slots.values().stream()
          .filter(slot -> trained.test(slot.name()) && !inventory.isClassifier(slot.name()))
          .mapToLong(slot -> Tensor.elements(slot.shape()))
          .sum();
    }
    return adapted(lora).stream()
        .map(key -> Objects.requireNonNull(slots.get(key)).shape())
        .mapToLong(shape -> lora.rank() * (shape.get(0) + shape.get(1)))
        .sum();
  }

  /**
   * The share of the network's work whose gradients an adaptation needs: that of the last blocks,
   * or all of it, because low-rank matrices are in every block.
   */
  public double gradientShare(Adaptation adaptation) {
    if (adaptation.lastBlocks() == null) {
      return 1;
    }
    Predicate<String> trained = trained(adaptation);
    double all = 0;
    double part = 0;
    for (Inventory.Slot slot : inventory.slots()) {
      double work = slot.multiplyAdds() + (double) MULTIPLY_ADDS_PER_WRITTEN * slot.written();
      all += work;
      part += trained.test(slot.name()) ? work : 0;
    }
    return part / all;
  }

  /** What it has in common with those that differ from it in size only, as papers write it. */
  public String series() {
    return architecture.series();
  }
}

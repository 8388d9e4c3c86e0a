// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The questions that studies of pretrained models ask, as contrasts of cells that do not differ
 * otherwise: one contrast per setting of everything else, never a mean of models whose counterparts
 * differ in number.
 */
public enum ReadyMade {
  /** Each model with a frozen backbone minus the same model fine-tuned. */
  FROZEN_VS_FINE_TUNED("frozen vs fine-tuned") {
    @Override
    public List<Family.NamedContrast> of(List<CellFacts> cells) {
      return matched(
          cells,
          cell -> String.join(", ", cell.backbone(), cell.pretraining(), cell.rest()),
          CellFacts::frozen,
          cell -> !cell.frozen(),
          "frozen - fine-tuned:");
    }
  },
  /** The smallest model of a family minus its largest. */
  SMALL_VS_LARGE("small vs large") {
    @Override
    public List<Family.NamedContrast> of(List<CellFacts> cells) {
      Function<CellFacts, String> key =
          cell ->
              String.join(", ", cell.family(), cell.pretraining(), cell.training(), cell.rest());
      Map<String, Long> least = new TreeMap<>();
      Map<String, Long> most = new TreeMap<>();
      for (CellFacts cell : cells) {
        least.merge(key.apply(cell), cell.parameters(), Math::min);
        most.merge(key.apply(cell), cell.parameters(), Math::max);
      }
      Predicate<CellFacts> differ =
          cell -> !Objects.equals(least.get(key.apply(cell)), most.get(key.apply(cell)));
      return matched(
          cells,
          key,
          cell -> differ.test(cell) && least.get(key.apply(cell)) == cell.parameters(),
          cell -> differ.test(cell) && most.get(key.apply(cell)) == cell.parameters(),
          "small - large:");
    }
  },
  /** All models from DINOv2 minus all from ImageNet, trained alike. */
  DINOV2_VS_IMAGENET("DINOv2 vs ImageNet") {
    @Override
    public List<Family.NamedContrast> of(List<CellFacts> cells) {
      return matched(
          cells,
          cell -> String.join(", ", cell.training(), cell.rest()),
          cell -> cell.pretrainingGroup().equals(DINOV2),
          cell -> cell.pretrainingGroup().equals(IMAGENET),
          "DINOv2 - ImageNet:");
    }
  };

  /** Weights that DINOv2's authors trained without labels. */
  public static final String DINOV2 = "DINOv2";

  /** Weights that were trained on the labels of ImageNet. */
  public static final String IMAGENET = "ImageNet";

  private final String label;

  ReadyMade(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /**
   * @param key as in studies, e.g. {@code small-vs-large}
   * @throws IllegalArgumentException if there is no such question
   */
  public static ReadyMade ofKey(String key) {
    return Arrays.stream(values())
        .filter(question -> question.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no question '" + key + "'"));
  }

  /** As in studies. */
  public String key() {
    return label.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /**
   * What a contrast must know of a cell.
   *
   * @param cell its name
   * @param backbone such as {@code resnet50}
   * @param family of backbones that differ in size only, such as {@code ResNet}
   * @param parameters of the backbone
   * @param pretraining of the weights, e.g. {@code ImageNet-1k (torchvision V1)}
   * @param pretrainingGroup {@link #DINOV2}, {@link #IMAGENET} or anything else
   * @param frozen whether the backbone is frozen
   * @param rest all else in which cells can differ, such as head, recipe and share of the images
   */
  public record CellFacts(
      String cell,
      String backbone,
      String family,
      long parameters,
      String pretraining,
      String pretrainingGroup,
      boolean frozen,
      String rest) {
    String training() {
      return frozen ? "frozen" : "fine-tuned";
    }
  }

  /**
   * The contrasts of these cells; none if no two cells are alike in all else.
   *
   * @param cells in the order of the table
   */
  public abstract List<Family.NamedContrast> of(List<CellFacts> cells);

  /** One family of all the questions; empty if the cells answer none. */
  public static List<Family.NamedContrast> all(List<CellFacts> cells) {
    List<Family.NamedContrast> all = new ArrayList<>();
    for (ReadyMade question : values()) {
      all.addAll(question.of(cells));
    }
    return List.copyOf(all);
  }

  private static List<Family.NamedContrast> matched(
      List<CellFacts> cells,
      Function<CellFacts, String> allElse,
      Predicate<CellFacts> first,
      Predicate<CellFacts> second,
      String what) {
    Map<String, List<String>> ofFirst = new TreeMap<>();
    Map<String, List<String>> ofSecond = new TreeMap<>();
    for (CellFacts cell : cells) {
      if (first.test(cell)) {
        ofFirst.computeIfAbsent(allElse.apply(cell), key -> new ArrayList<>()).add(cell.cell());
      }
      if (second.test(cell)) {
        ofSecond.computeIfAbsent(allElse.apply(cell), key -> new ArrayList<>()).add(cell.cell());
      }
    }
    List<Family.NamedContrast> contrasts = new ArrayList<>();
    ofFirst.forEach(
        (key, names) -> {
          List<String> others = ofSecond.get(key);
          if (others != null) {
            contrasts.add(new Family.NamedContrast(what + " " + key, names, others));
          }
        });
    return contrasts;
  }
}

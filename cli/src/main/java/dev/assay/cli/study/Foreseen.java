// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.CellChoice;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.Pretraining;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a run of the study would hit, perhaps after hours: each problem as a sentence that names the
 * key, what is wrong, and what helps.
 */
final class Foreseen {
  private static final double GIGABYTE = 1e9;

  /** A JVM with a full heap and the engine, before any network. */
  private static final double BASE_BYTES = 0.8e9;

  /** Weights, gradients and two moments of Adam. */
  private static final int COPIES_IN_TRAINING = 4;

  private final StudySpec spec;
  private final List<Cell> cells;
  private final List<String> problems = new ArrayList<>();

  private Foreseen(StudySpec spec, List<Cell> cells) {
    this.spec = spec;
    this.cells = cells;
  }

  /**
   * @param cells that are trained
   * @param table all rows
   * @param versions what was found, by data set
   */
  static List<String> of(
      StudySpec spec,
      List<Cell> cells,
      List<Cell> table,
      WeightsFolder weights,
      Map<String, DatasetVersion> versions,
      Machine machine) {
    Foreseen foreseen = new Foreseen(spec, cells);
    foreseen.rows();
    foreseen.heads(weights);
    foreseen.device(machine);
    foreseen.subgroups(versions);
    if (!cells.isEmpty()) {
      foreseen.comparisons(table);
      foreseen.disk(versions, machine);
      foreseen.memory(machine);
    }
    return List.copyOf(foreseen.problems);
  }

  private void rows() {
    if (cells.isEmpty()) {
      problems.add(
          "backbones: the table has no rows, because no weights are given; pull some"
              + " (assay weights pull %s), give --weights DIR, or name backbones and set"
                  .formatted(BackboneCatalogue.EXAMPLE)
              + " pretrained: none");
    }
  }

  private void heads(WeightsFolder weights) {
    for (String backbone : cells.stream().map(Cell::backbone).distinct().toList()) {
      boolean pretrained =
          cells.stream()
              .filter(cell -> cell.head().equals(WeightsChoice.CLASSIFIER_HEAD))
              .anyMatch(cell -> cell.backbone().equals(backbone) && !cell.weights().isRandom());
      boolean given =
          weights.files().stream()
              .anyMatch(
                  file ->
                      file.backbone().equals(backbone)
                          && file.headLayers() == OfficialWeights.HEAD_LAYERS);
      if (pretrained && !given) {
        OfficialWeights.head(backbone, OfficialWeights.HEAD_LAYERS)
            .ifPresent(
                official ->
                    problems.add(
                        "heads: 'paper' of %s needs its official classifier %s, which is not in the folder of the weights; pull it (assay weights pull %s)"
                            .formatted(backbone, official.fileName(), backbone)));
      }
    }
  }

  private void device(Machine machine) {
    if (spec.device().equals("cuda") && !machine.noCuda().isEmpty()) {
      problems.add(
          "device: 'cuda' is asked for, and %s; use auto or cpu".formatted(machine.noCuda()));
    }
  }

  private void subgroups(Map<String, DatasetVersion> versions) {
    SubgroupPlan plan = spec.evaluation().subgroups();
    if (plan == null) {
      return;
    }
    versions.forEach(
        (dataset, version) -> {
          SortedSet<String> there =
              version.images().stream()
                  .flatMap(image -> image.attributes().keySet().stream())
                  .filter(name -> !SubgroupPlan.Attribute.isPseudonym(name))
                  .collect(Collectors.toCollection(TreeSet::new));
          for (SubgroupPlan.Attribute attribute : plan.attributes()) {
            if (!there.contains(attribute.name())) {
              problems.add(
                  "evaluation.subgroups: '%s' is no attribute of the images of %s; theirs are: %s"
                      .formatted(
                          attribute.name(),
                          dataset,
                          there.isEmpty() ? "none" : String.join(", ", there)));
            }
          }
        });
  }

  private void comparisons(List<Cell> table) {
    ComparisonPlan plan = spec.comparison();
    if (plan == null) {
      return;
    }
    CellChoice reference = plan.reference();
    if (reference != null && table.stream().noneMatch(reference::matches)) {
      problems.add(
          "evaluation.reference: '%s' is no row of this study".formatted(reference.words()));
    }
    List<String> contrasts = plan.contrasts() == null ? List.of() : plan.contrasts();
    for (String contrast : contrasts) {
      if (!answers(contrast, table)) {
        problems.add(
            "evaluation.contrasts: no two rows of this study answer '%s': %s"
                .formatted(contrast, needs(contrast)));
      }
    }
  }

  private static boolean answers(String contrast, List<Cell> table) {
    return switch (contrast) {
      case "frozen-vs-fine-tuned" ->
          differ(table, cell -> cell.backbone() + " " + cell.weights().identity(), Cell::frozen);
      case "small-vs-large" ->
          differ(
              ofBackbones(table),
              cell -> entry(cell).series() + " " + cell.weights().label() + " " + cell.frozen(),
              cell -> entry(cell).parameters());
      case "dinov2-vs-imagenet" ->
          table.stream().anyMatch(is(Pretraining.DINOV2))
              && table.stream().anyMatch(is(Pretraining.IMAGENET));
      default -> true;
    };
  }

  private static String needs(String contrast) {
    return switch (contrast) {
      case "frozen-vs-fine-tuned" -> "it needs training: [frozen, fine-tuned]";
      case "small-vs-large" -> "it needs two sizes of one family of backbones";
      default -> "it needs weights of DINOv2 and weights from ImageNet";
    };
  }

  private static <T> boolean differ(
      List<Cell> table, Function<Cell, String> same, Function<Cell, T> other) {
    Map<String, List<T>> groups = new TreeMap<>();
    table.forEach(
        cell ->
            groups
                .computeIfAbsent(cell.dataset() + " " + same.apply(cell), k -> new ArrayList<>())
                .add(other.apply(cell)));
    return groups.values().stream().anyMatch(values -> values.stream().distinct().count() > 1);
  }

  private static Predicate<Cell> is(Pretraining pretraining) {
    return cell -> Pretraining.of(cell.weights().source()).filter(pretraining::equals).isPresent();
  }

  /** Imported models have neither sizes nor families that Assay knows. */
  private static List<Cell> ofBackbones(List<Cell> table) {
    return table.stream().filter(cell -> cell.weights().model() == null).toList();
  }

  private static BackboneEntry entry(Cell cell) {
    return BackboneCatalogue.require(cell.backbone());
  }

  /** Packed pixels of each size, and two checkpoints of each run. */
  static double diskBytes(StudySpec spec, List<Cell> cells, Map<String, DatasetVersion> versions) {
    Map<String, Double> pixels = new TreeMap<>();
    double models = 0;
    for (Cell cell : cells) {
      Preprocessing input = cell.preprocessing();
      String packed = " " + input.resize() + " " + input.resampling();
      for (StudySpec.Dataset dataset : spec.datasets()) {
        DatasetVersion version = versions.get(dataset.name());
        if (version != null && dataset.has(cell.dataset())) {
          double bytes = 3.0 * input.resize() * input.resize() * version.images().size();
          pixels.put(dataset.name() + packed, bytes);
        }
      }
      if (!cell.frozen()) {
        models += 2.0 * Float.BYTES * entry(cell).parameters() * spec.seeds().size();
      }
    }
    return models + pixels.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private void disk(Map<String, DatasetVersion> versions, Machine machine) {
    double needed = diskBytes(spec, cells, versions);
    if (needed > machine.freeDisk()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "disk: pixels and models need about %.1f GB, and %.1f GB are free where the home is;"
                  + " choose another with --home or ASSAY_HOME",
              needed / GIGABYTE,
              machine.freeDisk() / GIGABYTE));
    }
  }

  /**
   * Of the largest training. A batch that does not fit is halved until one image is left, so it is
   * that which must fit.
   *
   * @param images of a batch that are passed at once
   */
  static double memoryBytes(List<Cell> cells, int images) {
    double most = 0;
    for (Cell cell : ofBackbones(cells)) {
      BackboneEntry entry = entry(cell);
      double area = Math.pow(cell.preprocessing().crop() / 224.0, 2);
      double parameters = (double) Float.BYTES * entry.parameters();
      Adaptation part = cell.recipe().adaptation();
      double trained = part == null ? entry.parameters() : entry.trainedParameters(part);
      double share = part == null ? 1 : entry.gradientShare(part);
      double outputs = Float.BYTES * area * entry.inventory().written() * images * share;
      double others = (COPIES_IN_TRAINING - 1) * Float.BYTES * trained;
      most =
          Math.max(
              most,
              cell.frozen() ? BASE_BYTES + parameters : BASE_BYTES + parameters + others + outputs);
    }
    return most;
  }

  private void memory(Machine machine) {
    double needed = memoryBytes(cells, 1);
    if (needed > machine.memory()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "memory: the largest training needs about %.1f GB even with one image at a time, and"
                  + " this machine has %.1f GB",
              needed / GIGABYTE,
              machine.memory() / GIGABYTE));
    }
  }
}

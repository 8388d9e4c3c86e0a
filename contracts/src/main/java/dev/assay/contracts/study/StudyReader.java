// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.study.StudySpec.Dataset;
import dev.assay.contracts.study.StudySpec.OnNewData;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a study from YAML or JSON, which is YAML. All faults are reported together: unknown keys,
 * keys that are given twice, and values that are not accepted.
 */
public final class StudyReader {
  private static final List<String> HEADS = List.of("linear", "logistic", "knn", "paper");
  private static final String AVAILABLE = "available";
  private static final List<String> DEVICES = List.of("auto", "cpu", "cuda");

  private final Collection<String> backbones;
  private final Collection<String> layouts;

  /**
   * @param backbones names that a study may use
   * @param layouts likewise
   */
  public StudyReader(Collection<String> backbones, Collection<String> layouts) {
    this.backbones = List.copyOf(backbones);
    this.layouts = List.copyOf(layouts);
  }

  /**
   * @param text of the study file
   * @throws FaultException with every fault
   */
  public StudySpec read(String text) {
    return readWithWarnings(text).spec();
  }

  /**
   * A study and warnings for its author.
   *
   * @param warnings one for each key that has an earlier name in the file; empty if there is none
   */
  public record ReadStudy(StudySpec spec, List<String> warnings) {
    public ReadStudy {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @param text of the study file
   * @throws FaultException with every fault
   */
  public ReadStudy readWithWarnings(String text) {
    return read(text, use -> {});
  }

  /**
   * A study without some of its data sets and external sets, as JSON.
   *
   * @param text of a study without faults
   * @param names of sets
   */
  public static String without(String text, Collection<String> names) {
    JsonNode root = StudyYaml.parse(text);
    removeNamed(root.path("datasets"), names);
    for (JsonNode dataset : root.path("datasets")) {
      removeNamed(dataset.path("external"), names);
      if (dataset.path("external").isArray() && dataset.path("external").isEmpty()) {
        ((ObjectNode) dataset).remove("external");
      }
    }
    return root.toString();
  }

  private static void removeNamed(JsonNode sets, Collection<String> names) {
    for (Iterator<JsonNode> all = sets.iterator(); all.hasNext(); ) {
      if (names.contains(all.next().path("name").asText())) {
        all.remove();
      }
    }
  }

  /**
   * @param keys receives every key that the reader reads
   */
  ReadStudy read(String text, Consumer<KeyUse> keys) {
    JsonNode root = StudyYaml.parse(text);
    Findings findings = new Findings(StudyYaml.repeatedKeys(text), keys);
    StudySpec spec = study(new StudyNode("", root, findings), findings);
    return new ReadStudy(spec, findings.warnings());
  }

  /**
   * The settings of an evaluation outside a study, with the keys of a study's {@code evaluation}.
   *
   * @param plan how intervals are computed; absent keys have their defaults
   * @param comparison what is compared; absent if no key declares it
   */
  public record Settings(EvaluationPlan plan, @Nullable ComparisonPlan comparison) {}

  /**
   * @param text of the mapping
   * @param cells those among which the reference is chosen
   * @param several whether their images may show several findings; what is not computed for these
   *     is a fault
   * @throws FaultException with every fault
   */
  public static Settings readSettings(String text, List<Cell> cells, boolean several) {
    JsonNode root = StudyYaml.parse(text);
    Findings findings = new Findings(StudyYaml.repeatedKeys(text));
    StudyNode node = new StudyNode("", root, findings);
    EvaluationPlan plan = EvaluationReader.read(node);
    ComparisonPlan comparison =
        ComparisonReader.read(
            node,
            new ComparisonReader.Rows(
                cells.stream().map(Cell::backbone).distinct().toList(),
                cells.stream().map(Cell::head).distinct().toList(),
                cells.stream().map(Training::of).distinct().toList(),
                cells.stream().map(Cell::subsetRatio).distinct().toList()),
            several);
    ComparisonReader.refuseInterimAnalyses(node, comparison);
    if (several) {
      FindingsReader.refuseEvaluation(node, comparison);
    }
    node.refuseUnknownKeys();
    findings.throwFaults();
    return new Settings(plan, comparison);
  }

  private StudySpec study(StudyNode node, Findings findings) {
    String name = DatasetReader.name(node);
    List<Dataset> datasets = DatasetReader.read(node, layouts);
    boolean available = AVAILABLE.equals(node.textOrNull("backbones"));
    List<String> chosen =
        available ? List.of() : node.list("backbones").texts(List.of(), backbones);
    Pretrained pretrained = PretrainedReader.read(node, node.has("backbones") && !available);
    List<String> heads = node.list("heads").texts(List.of(), HEADS);
    List<Training> training = TrainingReader.read(node);
    PretrainedReader.refuseOtherTraining(node, pretrained, training);
    Recipe recipe = RecipeReader.read(node, training.contains(Training.FROZEN));
    List<String> models = ModelsReader.read(node, backbones, training, recipe);
    if (available && !models.isEmpty()) {
      node.fault(
          "backbones",
          AVAILABLE,
          "cannot be used with models: name the backbones to compare with, or leave out the key for"
              + " the models alone");
    }
    HeadRules.check(node, heads, training, recipe);
    List<Long> seeds = node.list("seeds").integers(List.of(1L), 0, Long.MAX_VALUE);
    List<Double> ratios = node.list("subset-ratios").numbers(List.of(1.0), 0.001, 1);
    ImageSizes size = ImageSizeReader.read(node, pretrained, chosen, backbones);
    boolean several = FindingsReader.areIn(datasets);
    Checkpoint checkpoint = checkpoint(node, several);
    StudyNode evaluation = node.child("evaluation");
    EvaluationPlan plan =
        EvaluationReader.read(evaluation)
            .with(RobustnessReader.read(node, SubgroupReader.primary(evaluation)));
    ComparisonPlan comparison =
        ComparisonReader.read(
            evaluation,
            new ComparisonReader.Rows(
                rowNames(chosen, models),
                training.stream()
                    .flatMap(what -> StudySpec.headsOf(what, heads, recipe).stream())
                    .distinct()
                    .toList(),
                training,
                ratios),
            several);
    if (several) {
      FindingsReader.check(node, evaluation, datasets, heads, recipe, checkpoint, comparison);
    }
    evaluation.refuseUnknownKeys();
    OnNewData onNewData = onNewData(node);
    ComparisonReader.refuseInterimAnalysesThatNeverCome(
        evaluation, comparison, onNewData == OnNewData.RE_EVALUATE);
    int threads = (int) node.integer("threads", 2, 1, 1024);
    String device = node.oneOf("device", "auto", DEVICES);
    node.refuseUnknownKeys();
    findings.throwFaults();
    return new StudySpec(
        name,
        splitAsTheRecipeSays(datasets, recipe),
        chosen,
        pretrained,
        heads,
        training,
        recipe,
        seeds,
        ratios,
        size,
        checkpoint,
        plan,
        threads,
        device,
        comparison,
        onNewData,
        models);
  }

  /** What a reference may name: backbones, known or available, and models. */
  private Collection<String> rowNames(List<String> chosen, List<String> models) {
    return chosen.isEmpty() && models.isEmpty()
        ? backbones
        : Stream.concat(chosen.stream(), models.stream()).toList();
  }

  /** One of the replication switches splits images instead of patients. */
  private static List<Dataset> splitAsTheRecipeSays(List<Dataset> datasets, Recipe recipe) {
    boolean byImage = recipe.replication() != null && recipe.replication().split() != null;
    return byImage ? datasets.stream().map(Dataset::splitByImage).toList() : datasets;
  }

  private static Checkpoint checkpoint(StudyNode study, boolean findings) {
    List<String> accepted = Arrays.stream(Checkpoint.values()).map(Checkpoint::label).toList();
    String label = study.oneOf("checkpoint", FindingsReader.standardCheckpoint(findings), accepted);
    return Checkpoint.values()[accepted.indexOf(label)];
  }

  private static @Nullable OnNewData onNewData(StudyNode study) {
    List<String> accepted =
        Stream.concat(
                Arrays.stream(OnNewData.values()).map(OnNewData::label),
                Stream.of(OnNewData.IGNORE))
            .toList();
    String label = study.oneOf("on-new-data", OnNewData.IGNORE, accepted);
    return Arrays.stream(OnNewData.values())
        .filter(v -> v.label().equals(label))
        .findFirst()
        .orElse(null);
  }
}

package dev.assay.contracts.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.assay.contracts.Cell;
import dev.assay.contracts.Checkpoint;
import dev.assay.contracts.ClinicalPlan;
import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.FrozenRecipe;
import dev.assay.contracts.Recipe;
import dev.assay.contracts.study.StudySpec.Dataset;
import dev.assay.contracts.study.StudySpec.ImageSize;
import dev.assay.contracts.study.StudySpec.OnNewData;
import dev.assay.contracts.study.StudySpec.Split;
import dev.assay.contracts.study.StudySpec.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a study from YAML or JSON, which is YAML. Every fault is found before any is told: unknown
 * keys, keys given twice, values that are not accepted.
 */
public final class StudyReader {
  private static final List<String> HEADS = List.of("linear", "logistic", "knn", "paper");
  private static final String REFUSE = "refuse";
  private static final List<String> DEVICES = List.of("auto", "cpu", "cuda");
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

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
    JsonNode root = parse(text);
    List<Fault> faults = new ArrayList<>(repeatedKeys(text));
    StudySpec spec = study(new StudyNode("", root, faults), faults);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return spec;
  }

  /**
   * Settings of an evaluation by themselves, in the words of a study's {@code evaluation}.
   *
   * @param plan how intervals are made; what is not said is the standard
   * @param comparison what is compared; absent if nothing is said of it
   */
  public record Settings(EvaluationPlan plan, @Nullable ComparisonPlan comparison) {}

  /**
   * @param text of the mapping
   * @param cells that a reference can be chosen from
   * @throws FaultException with every fault
   */
  public static Settings readSettings(String text, List<Cell> cells) {
    JsonNode root = parse(text);
    List<Fault> faults = new ArrayList<>(repeatedKeys(text));
    StudyNode node = new StudyNode("", root, faults);
    EvaluationPlan plan = evaluation(node);
    ComparisonPlan comparison =
        ComparisonReader.read(
            node,
            new ComparisonReader.Rows(
                cells.stream().map(Cell::backbone).distinct().toList(),
                cells.stream().map(Cell::head).distinct().toList(),
                cells.stream()
                    .map(cell -> cell.frozen() ? Training.FROZEN : Training.FINE_TUNED)
                    .distinct()
                    .toList(),
                cells.stream().map(Cell::subsetRatio).distinct().toList()));
    ComparisonReader.refuseLooks(node, comparison);
    node.refuseUnknownKeys();
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return new Settings(plan, comparison);
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode root = YAML.readTree(text);
      if (root == null || root.isMissingNode() || root.isNull()) {
        throw new FaultException(new Fault("study", null, "the study file is empty"));
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new FaultException(
          new Fault(
              "line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()),
              null,
              "not readable as YAML or JSON: "
                  + e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  /** The tree keeps the last of two equal keys; a first pass over the tokens finds them all. */
  private static List<Fault> repeatedKeys(String text) {
    List<Fault> faults = new ArrayList<>();
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser tokens = YAML.createParser(text)) {
      for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.push(new HashSet<>());
          case END_OBJECT -> open.pop();
          case FIELD_NAME -> {
            if (!open.element().add(tokens.currentName())) {
              faults.add(
                  new Fault(
                      path(tokens.getParsingContext()),
                      null,
                      "is given twice; the second is in line "
                          + tokens.currentTokenLocation().getLineNr()));
            }
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text that was read before cannot be read again", e);
    }
    return faults;
  }

  private static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    String before = parent == null ? "" : path(parent);
    if (context.inArray()) {
      return before + "[" + context.getCurrentIndex() + "]";
    }
    if (context.inObject() && context.hasCurrentName()) {
      return (before.isEmpty() ? "" : before + ".") + context.getCurrentName();
    }
    return before;
  }

  private StudySpec study(StudyNode node, List<Fault> faults) {
    String name = node.required("name", "a name of letters, digits, '.', '_' and '-'");
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      node.fault("name", name, "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
    List<Dataset> datasets = datasets(node);
    List<String> chosen =
        "available".equals(node.textOrNull("backbones"))
            ? List.of()
            : node.texts("backbones", backbones);
    String pretrained =
        node.oneOf("pretrained", StudySpec.IMAGENET, List.of(StudySpec.IMAGENET, StudySpec.NONE));
    boolean named = node.has("backbones") && !"available".equals(node.textOrNull("backbones"));
    if (StudySpec.NONE.equals(pretrained) && !named) {
      node.fault(
          "backbones",
          null,
          "must be listed when pretrained is 'none': no weights tell which are meant");
    }
    List<String> heads = node.texts("heads", HEADS);
    List<Training> training =
        orElse(node.texts("training", labels()), List.of(Training.FROZEN.label())).stream()
            .map(StudyReader::training)
            .toList();
    Recipe recipe = RecipeReader.read(node, training.contains(Training.FROZEN));
    refuseWhatDoesNotFit(node, heads, training, recipe);
    List<Long> seeds = orElse(node.integers("seeds"), List.of(1L));
    List<Double> ratios = orElse(node.numbers("subset-ratios", 0.001, 1), List.of(1.0));
    ImageSize size = imageSize(node);
    if (size == null && StudySpec.NONE.equals(pretrained)) {
      size = new ImageSize(256, 224);
    }
    Checkpoint checkpoint = checkpoint(node);
    StudyNode evaluated = node.child("evaluation");
    EvaluationPlan evaluation = evaluation(evaluated);
    ComparisonPlan comparison =
        ComparisonReader.read(
            evaluated,
            new ComparisonReader.Rows(
                chosen.isEmpty() ? backbones : chosen,
                training.stream()
                    .flatMap(what -> StudySpec.headsOf(what, heads, recipe).stream())
                    .distinct()
                    .toList(),
                training,
                ratios));
    evaluated.refuseUnknownKeys();
    OnNewData onNewData = onNewData(node);
    ComparisonReader.refuseLooksThatNeverCome(
        evaluated, comparison, onNewData == OnNewData.RE_EVALUATE);
    int threads = (int) node.integer("threads", 2, 1, 1024);
    String device = node.oneOf("device", "auto", DEVICES);
    node.refuseUnknownKeys();
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    boolean byImage = recipe.replication() != null && recipe.replication().split() != null;
    return new StudySpec(
        name,
        byImage ? datasets.stream().map(Dataset::splitByImage).toList() : datasets,
        chosen,
        pretrained,
        heads,
        training,
        recipe,
        seeds,
        ratios,
        size,
        checkpoint,
        evaluation,
        threads,
        device,
        comparison,
        onNewData);
  }

  /** Heads, kinds of training and settings that have no meaning together. */
  private static void refuseWhatDoesNotFit(
      StudyNode study, List<String> heads, List<Training> training, Recipe recipe) {
    List<String> solved = heads.stream().filter(FrozenRecipe::isSolved).toList();
    if (training.contains(Training.FINE_TUNED)) {
      for (String head : solved) {
        study.fault(
            "heads",
            head,
            "is made on the features of a frozen backbone and cannot be fine-tuned; leave it out, or"
                + " 'fine-tuned' out of training, or write two studies");
      }
    }
    if (recipe.switches().stream().anyMatch(accident -> !accident.startsWith("split"))) {
      for (String head : solved) {
        study.fault(
            "heads", head, "is not trained by steps, so it has none of the recipe's accidents");
      }
    }
    if (recipe.onFeatures().views() != null) {
      refuseViews(study, heads, training);
    }
    boolean logistic =
        training.contains(Training.FROZEN)
            && (heads.isEmpty() || heads.contains(FrozenRecipe.LOGISTIC));
    if (recipe.onFeatures().penalties() != null && !logistic) {
      study
          .child("recipe")
          .fault(
              "penalties", null, "are of head 'logistic', which no frozen row of this study has");
    }
  }

  private static void refuseViews(StudyNode study, List<String> heads, List<Training> training) {
    StudyNode recipe = study.child("recipe");
    if (training.contains(Training.FINE_TUNED)) {
      recipe.fault(
          "views",
          null,
          "are embedded by a frozen backbone; with 'fine-tuned' in training there are none, but"
              + " augment: standard");
    } else if (heads.contains(FrozenRecipe.KNN)) {
      recipe.fault(
          "views", null, "have no place in head 'knn', to which they are not other neighbours");
    }
  }

  private List<Dataset> datasets(StudyNode study) {
    List<Dataset> datasets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!study.has("datasets") && study.isMapping()) {
      study.fault("datasets", null, "is missing; it must list at least one data set");
    }
    for (StudyNode node : study.children("datasets")) {
      String name = node.required("name", "a name of letters, digits, '.', '_' and '-'");
      if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        node.fault("name", name, "must be 1 to 64 letters, digits, '.', '_' and '-'");
      }
      if (!name.isEmpty() && !names.add(name)) {
        node.fault("name", name, "is the name of another data set of this study");
      }
      String layout = node.required("layout", "one of " + String.join(", ", layouts));
      if (!layout.isEmpty() && !layouts.contains(layout)) {
        node.fault("layout", layout, "must be one of " + String.join(", ", layouts));
      }
      String images = node.text("images", null);
      DecodingOptions decoding = DecodingReader.read(node);
      StudyNode split = node.child("split");
      long seed = split.integer("seed", 1, 0, Long.MAX_VALUE);
      double validation = split.number("validation", 0.2, 0.01, 0.5);
      double test = split.number("test", 0.2, 0.01, 0.5);
      Integer folds = count(split, "folds", 20);
      Integer repeats = count(split, "repeats", 100);
      if (folds != null && repeats != null) {
        split.fault("repeats", repeats, "cannot be asked for together with folds");
        repeats = null;
      }
      String overlap = split.oneOf("overlap", REFUSE, List.of(REFUSE, Split.DROP));
      split.refuseUnknownKeys();
      List<ExternalSet> external = ExternalReader.read(node, name, layouts);
      if (!external.isEmpty() && (folds != null || repeats != null)) {
        node.fault(
            "external",
            null,
            "is tested by the models of one split; with folds or repeats there are several");
      }
      node.refuseUnknownKeys();
      Dataset dataset =
          new Dataset(
              name,
              layout,
              images,
              decoding,
              new Split(
                  seed,
                  validation,
                  test,
                  folds,
                  repeats,
                  overlap.equals(Split.DROP) ? overlap : null,
                  null),
              external);
      if (dataset.sections().size() > 1 && !names.addAll(dataset.sections())) {
        node.fault("name", name, "gives its folds or repeats the name of another data set");
      }
      if (dataset.externalSections().stream().anyMatch(section -> !names.add(section))) {
        node.fault("external", null, "gives a section the name of another data set");
      }
      datasets.add(dataset);
    }
    return datasets;
  }

  /** Absent if the study does not ask for it. */
  private static @Nullable Integer count(StudyNode split, String key, int most) {
    return split.has(key) ? (int) split.integer(key, 2, 2, most) : null;
  }

  private static @Nullable ImageSize imageSize(StudyNode study) {
    if (!study.has("image-size")) {
      return null;
    }
    StudyNode node = study.child("image-size");
    int crop = (int) node.integer("crop", 224, 32, 2048);
    int resize = (int) node.integer("resize", Math.max(crop, 256), 32, 4096);
    if (resize < crop) {
      node.fault("resize", resize, "must be at least crop, which is " + crop);
    }
    node.refuseUnknownKeys();
    return new ImageSize(resize, crop);
  }

  private static EvaluationPlan evaluation(StudyNode node) {
    EvaluationPlan standard = EvaluationPlan.standard();
    String unit = node.oneOf("unit", standard.unit(), EvaluationPlan.UNITS);
    String method = node.oneOf("method", standard.method(), EvaluationPlan.METHODS);
    String resampling = node.oneOf("resampling", "multinomial", EvaluationPlan.RESAMPLINGS);
    if (resampling.equals("poisson") && (unit.equals("image") || method.endsWith("stratified"))) {
      node.fault("resampling", resampling, "draws whole groups: not images, not within classes");
      resampling = "multinomial";
    }
    return new EvaluationPlan(
        (int) node.integer("resamples", standard.resamples(), 100, 1_000_000),
        node.number("confidence", standard.confidence(), 0.5, 0.9999),
        unit,
        method,
        node.integer("seed", standard.seed(), 0, Long.MAX_VALUE),
        resampling,
        clinical(node),
        SubgroupReader.read(node));
  }

  private static @Nullable ClinicalPlan clinical(StudyNode node) {
    List<String> positive = node.names("positive-class");
    Double specificity = share(node, "at-specificity");
    Double sensitivity = share(node, "at-sensitivity");
    Double prevalence = share(node, "prevalence");
    Double netBenefit = share(node, "net-benefit");
    if (!node.has("positive-class")) {
      for (String key : List.of("at-specificity", "at-sensitivity", "prevalence", "net-benefit")) {
        if (node.has(key)) {
          node.fault(key, null, "needs positive-class: the class of two that is looked for");
        }
      }
    }
    return positive.isEmpty()
        ? null
        : new ClinicalPlan(positive, specificity, sensitivity, prevalence, netBenefit);
  }

  private static @Nullable Double share(StudyNode node, String key) {
    return node.has(key) ? node.number(key, 0.5, 1e-6, 1 - 1e-6) : null;
  }

  private static Checkpoint checkpoint(StudyNode study) {
    List<String> accepted = Arrays.stream(Checkpoint.values()).map(Checkpoint::label).toList();
    String label = study.oneOf("checkpoint", Checkpoint.BEST_ACCURACY.label(), accepted);
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

  private static List<String> labels() {
    return Arrays.stream(Training.values()).map(Training::label).toList();
  }

  private static Training training(String label) {
    return Training.values()[labels().indexOf(label)];
  }

  private static <T> List<T> orElse(List<T> given, List<T> ifEmpty) {
    return given.isEmpty() ? ifEmpty : given;
  }
}

package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A study as its author wrote it, with every default filled in. Made by {@link StudyReader} alone.
 *
 * @param name letters, digits, {@code . _ -}
 * @param datasets at least one, names distinct
 * @param backbones empty: those whose weights are there
 * @param pretrained {@code imagenet} or {@code none}
 * @param heads empty: the standard one of each kind of training, see {@link #headsOf}
 * @param training at least one
 * @param recipe with the study's own values over the named recipe's
 * @param seeds of the trainings; distinct
 * @param subsetRatios shares of the training groups, each in (0, 1]
 * @param imageSize absent: what the weights ask for
 * @param checkpoint which of a run's checkpoints is scored
 * @param evaluation how intervals are made
 * @param threads CPU threads of one training: part of the key, so it is the study's and not the
 *     machine's
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param comparison what is compared; absent: nothing is declared, {@link ComparisonPlan#standard}
 *     holds
 * @param onNewData what new images of a data set mean to the study; absent: nothing. It changes no
 *     result, so it is no part of the study's identity
 */
public record StudySpec(
    String name,
    List<Dataset> datasets,
    List<String> backbones,
    String pretrained,
    List<String> heads,
    List<Training> training,
    Recipe recipe,
    List<Long> seeds,
    List<Double> subsetRatios,
    @Nullable ImageSize imageSize,
    Checkpoint checkpoint,
    EvaluationPlan evaluation,
    int threads,
    String device,
    @Nullable ComparisonPlan comparison,
    @Nullable OnNewData onNewData) {

  public static final String IMAGENET = "imagenet";
  public static final String NONE = "none";
  private static final String LINEAR = "linear";

  public StudySpec {
    datasets = List.copyOf(datasets);
    backbones = List.copyOf(backbones);
    heads = List.copyOf(heads);
    training = List.copyOf(training);
    seeds = List.copyOf(seeds);
    subsetRatios = List.copyOf(subsetRatios);
  }

  /**
   * Whether what the study compares, declared or standard, is confirmatory at a look.
   *
   * @param look from 1 on
   */
  public boolean isConfirmatoryAt(int look) {
    return Objects.requireNonNullElseGet(comparison, ComparisonPlan::standard)
        .isConfirmatoryAt(look);
  }

  /**
   * The heads of the rows that are trained so. Where the study names none, a frozen backbone has
   * {@code logistic}, which has no learning rate: a fixed one ranks the scale of features and not
   * their worth. An accident of a training by steps needs a head that is trained by steps.
   */
  public List<String> headsOf(Training what) {
    return headsOf(what, heads, recipe);
  }

  static List<String> headsOf(Training what, List<String> heads, Recipe recipe) {
    if (!heads.isEmpty()) {
      return heads;
    }
    boolean solved = what == Training.FROZEN && !recipe.hasReplicationSwitches();
    return List.of(solved ? FrozenRecipe.LOGISTIC : LINEAR);
  }

  /** Whether the study asks for every backbone whose weights are there. */
  public boolean availableBackbones() {
    return backbones.isEmpty();
  }

  /**
   * A data set of the study.
   *
   * @param layout how the images lie in their folder
   * @param images folder as written in the study; absent: given with {@code --images}
   * @param decoding how files become pixels; absent: as it was registered, or as in the original
   *     study where the study's author registers it
   * @param split how it is split
   * @param external what its models are tested on besides
   */
  public record Dataset(
      String name,
      String layout,
      @Nullable String images,
      @Nullable DecodingOptions decoding,
      Split split,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ExternalSet> external) {
    public Dataset {
      external = List.copyOf(external);
    }

    Dataset splitByImage() {
      return new Dataset(name, layout, images, decoding, split.byImage(), external);
    }

    /** The same, wherever images lie and however often it is said how they are read. */
    public Dataset withoutFolders() {
      return new Dataset(
          name,
          layout,
          null,
          null,
          split,
          external.stream().map(ExternalSet::withoutFolder).toList());
    }

    /** The sections of its models' tests on other sets, in the order of these. */
    public List<String> externalSections() {
      return external.stream().map(set -> name + ".external-" + set.name()).toList();
    }

    /** Whether a section is one of its own, or one of its models on another set. */
    public boolean has(String section) {
      return sections().contains(section) || externalSections().contains(section);
    }

    /**
     * The data set's sections of the table: itself, or one for each of its folds or repeats. Each
     * is a data set to everything after the split: a fold is neither a row's replicate, as seeds
     * are, nor independent of the other folds. What all folds come to together is a row of its own,
     * see {@link Cells#pooled}.
     */
    public List<String> sections() {
      return split.replicates().isEmpty()
          ? List.of(name)
          : split.replicates().stream()
              .map(r -> "%s.%s-%d-of-%d".formatted(name, r.kind(), r.index(), r.count()))
              .toList();
    }
  }

  /**
   * @param seed of the split, apart from the training seeds
   * @param validation share of the groups outside the test part, in (0, 0.5]
   * @param test share of the groups, in (0, 0.5]; used only where the layout has no test part
   * @param folds number of folds of a cross-validation; absent for none
   * @param repeats number of splits with the same shares; absent for one
   * @param overlap {@link #DROP}: a predefined test part keeps the patients it shares with other
   *     parts, which lose them; absent: such a data set is refused
   * @param unit {@link #IMAGE}: patients may be on two sides, which repeats an accident of the
   *     original study's code; absent: whole patients
   */
  public record Split(
      long seed,
      double validation,
      double test,
      @Nullable Integer folds,
      @Nullable Integer repeats,
      @Nullable String overlap,
      @Nullable String unit) {
    public static final String DROP = "drop";
    public static final String IMAGE = "image";

    public Split {
      if (folds != null && repeats != null) {
        throw new IllegalArgumentException("a split has folds or repeats, not both");
      }
    }

    /** One split. */
    public Split(long seed, double validation, double test) {
      this(seed, validation, test, null, null, null, null);
    }

    /** The same of images instead of patients. */
    Split byImage() {
      return new Split(seed, validation, test, folds, repeats, overlap, IMAGE);
    }

    /** Every fold or repeat; empty for a single split. */
    @JsonIgnore
    public List<Replicate> replicates() {
      return folds != null
          ? replicates(Replicate.FOLD, folds)
          : repeats != null ? replicates(Replicate.REPEAT, repeats) : List.of();
    }

    private static List<Replicate> replicates(String kind, int count) {
      return IntStream.rangeClosed(1, count).mapToObj(i -> new Replicate(kind, i, count)).toList();
    }
  }

  /**
   * @param resize pixels of the shorter side
   * @param crop pixels of both sides of the network's input, at most {@code resize}
   */
  public record ImageSize(int resize, int crop) {}

  /** What of a network is trained. */
  public enum Training {
    /** The head alone; the backbone's bytes do not change. */
    FROZEN("frozen"),
    /** Everything. */
    FINE_TUNED("fine-tuned");

    private final String label;

    Training(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** What new images of one of its data sets mean to a study. */
  public enum OnNewData {
    /** Its cells are trained again, on a split that continues the one before. */
    RETRAIN("retrain"),

    /** Its models are tested again, on all test images by now and on the newest alone. */
    RE_EVALUATE("re-evaluate");

    /** Nothing happens; as good as saying nothing. */
    public static final String IGNORE = "ignore";

    private final String label;

    OnNewData(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}

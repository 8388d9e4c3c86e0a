// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.recipe.Adaptation;
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
 * @param backbones empty: all backbones whose weights are available
 * @param pretrained what each backbone starts from
 * @param heads empty: the standard head of each kind of training, see {@link #headsOf}
 * @param training at least one
 * @param recipe the named recipe, with the values that the study changes
 * @param seeds of the trainings; distinct
 * @param subsetRatios shares of the training groups, each in (0, 1]
 * @param imageSize absent: the image size of the weights
 * @param checkpoint which of a run's checkpoints is scored
 * @param evaluation how intervals are computed
 * @param threads CPU threads of one training: part of the training key, so the study sets it and
 *     not the machine
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param comparison what is compared; absent: the study declares nothing, so {@link
 *     ComparisonPlan#standard} applies
 * @param onNewData what the study does when a data set gets new images; absent: nothing. It changes
 *     no result, so it is not part of the study's identity
 * @param models names of the imported models; their rows come after those of the backbones
 */
public record StudySpec(
    String name,
    List<Dataset> datasets,
    List<String> backbones,
    Pretrained pretrained,
    List<String> heads,
    List<Training> training,
    Recipe recipe,
    List<Long> seeds,
    List<Double> subsetRatios,
    @Nullable ImageSizes imageSize,
    Checkpoint checkpoint,
    EvaluationPlan evaluation,
    int threads,
    String device,
    @Nullable ComparisonPlan comparison,
    @Nullable OnNewData onNewData,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> models) {

  private static final String LINEAR = "linear";

  public StudySpec {
    datasets = List.copyOf(datasets);
    backbones = List.copyOf(backbones);
    heads = List.copyOf(heads);
    training = List.copyOf(training);
    seeds = List.copyOf(seeds);
    subsetRatios = List.copyOf(subsetRatios);
    models = models == null ? List.of() : List.copyOf(models);
  }

  /** A study without imported models. */
  public StudySpec(
      String name,
      List<Dataset> datasets,
      List<String> backbones,
      Pretrained pretrained,
      List<String> heads,
      List<Training> training,
      Recipe recipe,
      List<Long> seeds,
      List<Double> subsetRatios,
      @Nullable ImageSizes imageSize,
      Checkpoint checkpoint,
      EvaluationPlan evaluation,
      int threads,
      String device,
      @Nullable ComparisonPlan comparison,
      @Nullable OnNewData onNewData) {
    this(
        name,
        datasets,
        backbones,
        pretrained,
        heads,
        training,
        recipe,
        seeds,
        subsetRatios,
        imageSize,
        checkpoint,
        evaluation,
        threads,
        device,
        comparison,
        onNewData,
        List.of());
  }

  /**
   * Whether the comparisons of the study, declared or standard, are confirmatory at an interim
   * analysis.
   *
   * @param analysis its number, from 1
   */
  public boolean isConfirmatoryAt(int analysis) {
    return comparisonOrStandard().isConfirmatoryAt(analysis);
  }

  /** What is compared: what the study declares, or else the standard of its data sets. */
  public ComparisonPlan comparisonOrStandard() {
    return Objects.requireNonNullElseGet(
        comparison, () -> ComparisonPlan.standard(FindingsReader.areIn(datasets)));
  }

  /**
   * The heads of the rows with this kind of training. If the study names none, a frozen backbone
   * gets {@code logistic}, because it has no learning rate: with a fixed rate, backbones would be
   * ranked by the scale of their features instead of their quality. A replication switch of a
   * training by steps needs a head that is trained by steps.
   */
  public List<String> headsOf(Training what) {
    return headsOf(what, heads, recipe);
  }

  static List<String> headsOf(Training what, List<String> heads, Recipe recipe) {
    if (!heads.isEmpty()) {
      return heads;
    }
    boolean solved = what.frozen() && !recipe.hasReplicationSwitches();
    return List.of(solved ? FrozenRecipe.LOGISTIC : LINEAR);
  }

  /**
   * Whether the study uses every backbone whose weights are available. A study of imported models
   * names its backbones, or has none.
   */
  public boolean availableBackbones() {
    return backbones.isEmpty() && models.isEmpty();
  }

  /**
   * A data set of the study.
   *
   * @param layout how the images are arranged in their folder
   * @param images folder as written in the study; absent: given with {@code --images}
   * @param decoding how files become pixels; absent: as the data set was registered; if this study
   *     registers it, as in the original study
   * @param split how it is split
   * @param external the external sets that its models are tested on
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

    /** The same without the folders and the decoding options, for the identity of a study. */
    public Dataset withoutFolders() {
      return new Dataset(
          name,
          layout,
          null,
          null,
          split,
          external.stream().map(ExternalSet::withoutFolder).toList());
    }

    /** The sections of the external sets, in their order. */
    public List<String> externalSections() {
      return external.stream().map(set -> name + ".external-" + set.name()).toList();
    }

    /** Whether a section belongs to this data set or to one of its external sets. */
    public boolean has(String section) {
      return sections().contains(section) || externalSections().contains(section);
    }

    /**
     * The data set's sections of the table: itself, or one for each of its folds or repeats. After
     * the split, each section is treated as a data set: a fold is not a replicate of a row, as a
     * seed is, nor is it independent of the other folds. A separate row pools all folds, see {@link
     * Cells#pooled}.
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
   * @param overlap {@link #DROP}: patients who are in a predefined test part and in another part
   *     stay in the test part only; absent: such a data set is refused
   * @param unit {@link #IMAGE}: a patient may be in two parts, which repeats a mistake of the
   *     original study's code; absent: whole patients
   * @param validationPart {@link #PUBLISHED}: a validation part that the data set predefines is
   *     used however small it is; absent: one that is too small is divided anew
   */
  public record Split(
      long seed,
      double validation,
      double test,
      @Nullable Integer folds,
      @Nullable Integer repeats,
      @Nullable String overlap,
      @Nullable String unit,
      @Nullable String validationPart) {
    public static final String DROP = "drop";
    public static final String IMAGE = "image";
    public static final String PUBLISHED = "published";

    public Split {
      if (folds != null && repeats != null) {
        throw new IllegalArgumentException("a split has folds or repeats, not both");
      }
    }

    /** One split. */
    public Split(long seed, double validation, double test) {
      this(seed, validation, test, null, null, null, null, null);
    }

    /** The same split, of images instead of patients. */
    Split byImage() {
      return new Split(seed, validation, test, folds, repeats, overlap, IMAGE, validationPart);
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
   * Which part of a network is trained.
   *
   * @param frozen only the head; the bytes of the backbone do not change
   * @param adaptation a part of the backbone; absent: none of it if frozen, else all
   */
  public record Training(boolean frozen, @Nullable Adaptation adaptation) {
    /** Only the head. */
    public static final Training FROZEN = new Training(true, null);

    /** All parameters. */
    public static final Training FINE_TUNED = new Training(false, null);

    /** The kinds that have a word. */
    static final List<Training> WORDS = List.of(FROZEN, FINE_TUNED);

    public Training {
      if (frozen && adaptation != null) {
        throw new IllegalArgumentException("a frozen backbone has no part that is trained");
      }
    }

    static Training of(Cell cell) {
      return new Training(cell.frozen(), cell.recipe().adaptation());
    }

    /** As tables say it. */
    public String label() {
      return frozen ? "frozen" : adaptation == null ? "fine-tuned" : adaptation.words();
    }

    static List<String> labels() {
      return WORDS.stream().map(Training::label).toList();
    }

    static Training ofLabel(String label) {
      return WORDS.get(labels().indexOf(label));
    }

    /** The names that stood here before there were adaptations: the identity of earlier studies. */
    @JsonValue
    Object json() {
      return adaptation == null ? (frozen ? "FROZEN" : "FINE_TUNED") : adaptation;
    }
  }

  /** What a study does when one of its data sets gets new images. */
  public enum OnNewData {
    /** Its cells are trained again, on a split that continues the one before. */
    RETRAIN("retrain"),

    /** Its models are tested again, once on all test images so far and once on the newest only. */
    RE_EVALUATE("re-evaluate");

    /** Nothing; the same as an absent key. */
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

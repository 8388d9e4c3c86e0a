// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.cell.CellChoice;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyReaderTest {
  private static final StudyReader READER =
      new StudyReader(List.of("mobilenet_v2", "resnet50"), List.of("folder", "kermany"));
  private static final String LEAST =
      """
      name: chest
      datasets:
        - name: xray
          layout: kermany
      """;

  @Test
  void fillsInEveryDefault() {
    StudySpec study = READER.read(LEAST);

    assertThat(study)
        .isEqualTo(
            new StudySpec(
                "chest",
                List.of(
                    new StudySpec.Dataset(
                        "xray",
                        "kermany",
                        null,
                        null,
                        new StudySpec.Split(1, 0.2, 0.2),
                        List.of())),
                List.of(),
                Pretrained.of("imagenet"),
                List.of(),
                List.of(StudySpec.Training.FROZEN),
                Recipe.paper(),
                List.of(1L),
                List.of(1.0),
                null,
                Checkpoint.BEST_ACCURACY,
                EvaluationPlan.standard(),
                2,
                "auto",
                null,
                null));
    assertThat(study.availableBackbones()).isTrue();
    assertThat(study.headsOf(StudySpec.Training.FROZEN)).containsExactly("logistic");
    assertThat(study.headsOf(StudySpec.Training.FINE_TUNED)).containsExactly("linear");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void aKeyWithoutANameIsAFaultOfTheStudy(String key) {
    assertThat(faults(LEAST + "\"" + key + "\": {name: modern}\n").faults())
        .singleElement()
        .satisfies(
            fault -> assertThat(fault.line()).startsWith("study: '" + key + "': is not a key"));
  }

  @Test
  void numbersThatAreNotAcceptedAreNotSaidToBeRepeated() {
    assertThat(faults(LEAST + "subset-ratios: [25, 50, 100]").faults())
        .extracting(fault -> fault.line())
        .containsExactly(
            "subset-ratios[0]: '25': must be a number from 0.001 to 1.0; 25 % is 0.25",
            "subset-ratios[1]: '50': must be a number from 0.001 to 1.0; 50 % is 0.50",
            "subset-ratios[2]: '100': must be a number from 0.001 to 1.0; 100 % is 1.00");
  }

  @Test
  void otherFilesAreNamedAndNotShown() {
    assertThat(faults("image_id,true_label,prob_a\n1,a,0.2\n").faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.message()).contains("this is a table (CSV)");
              assertThat(fault.value()).isNull();
            });
    assertThat(faults("just words").faults().getFirst().message()).contains("plain text");
  }

  @Test
  void tabIsNamedWithItsLine() {
    assertThat(faults("name: x\n\tdatasets: []\n").faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("line 2 is indented with a tab"));
  }

  @Test
  void readsEveryKey() {
    StudySpec study =
        READER.read(
            """
            name: all-keys
            datasets:
              - name: xray
                layout: folder
                images: /data/xray
                decoding: {orientation: apply, sixteen-bit: high-byte, alpha: white}
                split: {seed: 7, validation: 0.1, test: 0.3}
              - name: other
                layout: kermany
            backbones: [resnet50, mobilenet_v2]
            pretrained: none
            heads: [linear]
            training: [frozen, fine-tuned]
            recipe:
              name: paper
              optimizer: adam
              learning-rate: 0.001
              weight-decay: 0.01
              epochs: 3
              batch-size: 8
              shuffle: false
              augment: none
            seeds: [3, 1]
            subset-ratios: [1, 0.5]
            image-size: {resize: 72, crop: 64}
            checkpoint: best-loss
            evaluation: {resamples: 5000, confidence: 0.9, unit: image, method: percentile, seed: 9}
            threads: 4
            device: cpu
            """);

    assertThat(study)
        .isEqualTo(
            new StudySpec(
                "all-keys",
                List.of(
                    new StudySpec.Dataset(
                        "xray",
                        "folder",
                        "/data/xray",
                        new DecodingOptions(Orientation.APPLY, SixteenBit.HIGH_BYTE, Alpha.WHITE),
                        new StudySpec.Split(7, 0.1, 0.3),
                        List.of()),
                    new StudySpec.Dataset(
                        "other",
                        "kermany",
                        null,
                        null,
                        new StudySpec.Split(1, 0.2, 0.2),
                        List.of())),
                List.of("resnet50", "mobilenet_v2"),
                Pretrained.of("none"),
                List.of("linear"),
                List.of(StudySpec.Training.FROZEN, StudySpec.Training.FINE_TUNED),
                new Recipe("paper", "adam", 0.001, 0.01, 3, 8, false, "none"),
                List.of(3L, 1L),
                List.of(1.0, 0.5),
                ImageSizes.of(72, 64),
                Checkpoint.BEST_LOSS,
                new EvaluationPlan(5000, 0.9, "image", "percentile", 9),
                4,
                "cpu",
                null,
                null));
  }

  @Test
  void readsWhatIsCompared() {
    StudySpec study =
        READER.read(
            LEAST
                + """
                training: [frozen, fine-tuned]
                subset-ratios: [0.5, 1]
                evaluation:
                  primary: auroc
                  adjusted-p: holm
                  alpha: 0.01
                  margin: 0.02
                  reference: {backbone: resnet50, head: linear, training: frozen, subset-ratio: 1}
                """);

    assertThat(study.comparison())
        .isEqualTo(
            new ComparisonPlan(
                "auroc",
                "reference",
                new CellChoice("resnet50", "linear", "frozen", 1.0),
                "holm",
                0.01,
                0.02));
    assertThat(study.evaluation()).isEqualTo(EvaluationPlan.standard());
  }

  @Test
  void readsWhatAClinicAsks() {
    StudySpec study =
        READER.read(
            LEAST
                + "evaluation: {positive-class: [ILL, AMD], at-specificity: 0.9, prevalence:"
                + " 0.02}");

    assertThat(study.evaluation().clinical())
        .isEqualTo(new ClinicalPlan(List.of("ILL", "AMD"), 0.9, null, 0.02, null));
    assertThat(study.comparison()).isNull();
  }

  @Test
  void readsAttributesByWhichTheDeclaredMetricIsSplit() {
    StudySpec study =
        READER.read(
            LEAST + "evaluation: {primary: auroc, subgroups: [sex, age: [40, 60.5], site]}");

    assertThat(study.evaluation().subgroups())
        .isEqualTo(
            new SubgroupPlan(
                "auroc",
                List.of(
                    new SubgroupPlan.Attribute("sex", List.of()),
                    new SubgroupPlan.Attribute("age", List.of(40.0, 60.5)),
                    new SubgroupPlan.Attribute("site", List.of()))));
    assertThat(
            READER
                .read(LEAST + "evaluation: {subgroups: sex, subgroup-metric: mcc}")
                .evaluation()
                .subgroups()
                .metric())
        .isEqualTo("mcc");
    assertThat(READER.read(LEAST + "evaluation: {primary: auroc}").evaluation().subgroups())
        .isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {subgroups: [3]}                     | evaluation.subgroups[0]    | must be the name of an attribute
          {subgroups: [sex, sex: [1]]}         | evaluation.subgroups       | is listed twice
          {subgroups: [age: [60, 40]]}         | evaluation.subgroups[0]    | ascending numbers
          {subgroups: [age: []]}               | evaluation.subgroups[0]    | ascending numbers
          {subgroups: [age: [old]]}            | evaluation.subgroups[0]    | ascending numbers
          {subgroups: [dicom-patient]}         | evaluation.subgroups[0]    | identifies a patient
          {subgroups: [dicom-keyed-x: [1]]}    | evaluation.subgroups[0]    | identifies a patient
          {subgroups: []}                      | evaluation.subgroups       | at least one element
          {subgroup-metric: mcc}               | evaluation.subgroup-metric | needs subgroups
          {subgroups: sex, subgroup-metric: x} | evaluation.subgroup-metric | must be one of
          """)
  void refusesWhatAreNoSubgroups(String evaluation, String field, String message) {
    assertThat(faults(LEAST + "evaluation: " + evaluation).faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.field()).isEqualTo(field);
              assertThat(fault.message()).contains(message);
            });
  }

  @Test
  void declaresWhatOneKeySaysAndTheStandardForTheRest() {
    assertThat(READER.read(LEAST + "evaluation: {pairs: all}").comparison())
        .isEqualTo(new ComparisonPlan("accuracy", "all", null, "max-t", 0.05, null));
    assertThat(READER.read(LEAST + "evaluation: {reference: resnet50}").comparison())
        .extracting(ComparisonPlan::reference)
        .isEqualTo(new CellChoice("resnet50", null, null, null));
    assertThat(READER.read(LEAST + "evaluation: {resamples: 500}").comparison()).isNull();
  }

  @Test
  void readsTheInterimAnalysesAtWhichComparisonsAreConfirmatory() {
    String again = LEAST + "on-new-data: re-evaluate\n";
    ComparisonPlan plan =
        READER.read(again + "evaluation: {alpha: 0.03, interim-analyses: [2, 4, 7]}").comparison();
    assertThat(plan.interimAnalyses()).containsExactly(2, 4, 7);
    assertThat(plan.alphaOfInterimAnalysis()).isEqualTo(0.01);
    assertThat(plan.isConfirmatoryAt(1)).isFalse();
    assertThat(plan.isConfirmatoryAt(4)).isTrue();
    assertThat(
            READER
                .read(LEAST + "evaluation: {interim-analyses: [1]}")
                .comparison()
                .alphaOfInterimAnalysis())
        .isEqualTo(0.05);
    assertThat(READER.read(LEAST).isConfirmatoryAt(1)).isTrue();
    assertThat(READER.read(LEAST).isConfirmatoryAt(2)).isFalse();
    for (String analyses : List.of("[2, 1]", "[0]", "[1, 101]", "[]")) {
      assertThat(faults(again + "evaluation: {interim-analyses: " + analyses + "}").faults())
          .as(analyses)
          .extracting(Fault::field)
          .containsExactly("evaluation.interim-analyses");
    }
    assertThat(faults(LEAST + "evaluation: {interim-analyses: [1, 2]}").faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.field()).isEqualTo("evaluation.interim-analyses");
              assertThat(fault.message()).startsWith("needs on-new-data: re-evaluate");
            });
    assertThatThrownBy(() -> StudyReader.readSettings("interim-analyses: [1]", List.of(), false))
        .isInstanceOf(FaultException.class);
  }

  @Test
  void readsReadyMadeContrastsWithPairsOrAlone() {
    assertThat(
            READER
                .read(LEAST + "evaluation: {contrasts: [small-vs-large, frozen-vs-fine-tuned]}")
                .comparison())
        .isEqualTo(
            new ComparisonPlan(
                "accuracy",
                "reference",
                null,
                "max-t",
                0.05,
                null,
                List.of("small-vs-large", "frozen-vs-fine-tuned"),
                null));
    assertThat(
            READER
                .read(LEAST + "evaluation: {pairs: none, contrasts: dinov2-vs-imagenet}")
                .comparison()
                .pairs())
        .isEqualTo("none");
    assertThat(faults(LEAST + "evaluation: {contrasts: [large]}").faults())
        .extracting(Fault::field)
        .containsExactly("evaluation.contrasts[0]");
    assertThat(faults(LEAST + "evaluation: {pairs: none}").faults())
        .extracting(Fault::field)
        .containsExactly("evaluation.pairs");
    assertThat(
            faults(
                    LEAST
                        + "evaluation: {pairs: none, contrasts: small-vs-large, reference:"
                        + " resnet50}")
                .faults())
        .extracting(Fault::field)
        .containsExactly("evaluation.reference");
  }

  @Test
  void tellsEveryFaultOfAComparisonAtOnce() {
    FaultException e =
        faults(
            LEAST
                + "evaluation: {primary: loss, pairs: some, adjusted-p: t, alpha: 1, margin: -1, "
                + "reference: {head: x, training: y}, unit: pixel}");

    assertThat(e.faults())
        .extracting(Fault::field)
        .containsExactlyInAnyOrder(
            "evaluation.primary",
            "evaluation.pairs",
            "evaluation.adjusted-p",
            "evaluation.alpha",
            "evaluation.margin",
            "evaluation.reference.head",
            "evaluation.reference.training",
            "evaluation.unit");
  }

  @Test
  void readsJsonAndSingleValuesAsListsOfOne() {
    StudySpec study =
        READER.read(
            """
            {"name": "j", "datasets": [{"name": "x", "layout": "folder"}],
             "backbones": "resnet50", "seeds": 5, "recipe": "paper"}
            """);

    assertThat(study.backbones()).containsExactly("resnet50");
    assertThat(study.seeds()).containsExactly(5L);
  }

  @Test
  void newDataMeanNothingUnlessTheStudySaysSo() {
    assertThat(READER.read(LEAST).onNewData()).isNull();
    assertThat(READER.read(LEAST + "on-new-data: ignore\n").onNewData()).isNull();
    assertThat(READER.read(LEAST + "on-new-data: retrain\n").onNewData())
        .isEqualTo(StudySpec.OnNewData.RETRAIN);
    assertThat(READER.read(LEAST + "on-new-data: re-evaluate\n").onNewData())
        .isEqualTo(StudySpec.OnNewData.RE_EVALUATE);
    assertThat(faults(LEAST + "on-new-data: refresh\n").faults())
        .extracting(Fault::field, Fault::value)
        .containsExactly(tuple("on-new-data", "refresh"));
  }

  @Test
  void randomInitialisationHasTheImageSizeOfTheOriginalStudy() {
    StudySpec study = READER.read(LEAST + "pretrained: none\nbackbones: [resnet50]\n");

    assertThat(study.imageSize()).isEqualTo(ImageSizes.of(256, 224));
  }

  @Test
  void tellsEveryFaultAtOnce() {
    FaultException e =
        faults(
            """
            name: has spaces
            name: twice
            datasets:
              - name: xray
                layout: flat
                split: {sed: 3, validation: 0.9}
              - name: xray
                layout: folder
                layout: kermany
            backbones: [vgg99, resnet50, resnet50]
            training: [thawed]
            recipe: {epochs: many, learning-rate: -1, shuffle: sometimes}
            seeds: [1, 1, -2]
            subset-ratios: [2]
            image-size: {resize: 64, crop: 128}
            evaluation: {resamples: 5, unit: pixel}
            threads: 0
            device: tpu
            colour: blue
            """);

    assertThat(e.faults())
        .extracting(Fault::field)
        .containsExactlyInAnyOrder(
            "name",
            "datasets[0].layout",
            "datasets[0].split.sed",
            "datasets[0].split.validation",
            "datasets[1].layout",
            "datasets[1].name",
            "backbones[0]",
            "backbones[2]",
            "training[0]",
            "recipe.epochs",
            "recipe.learning-rate",
            "recipe.shuffle",
            "seeds[1]",
            "seeds[2]",
            "subset-ratios[0]",
            "image-size.resize",
            "evaluation.resamples",
            "evaluation.unit",
            "threads",
            "device",
            "colour");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          backbones: vgg99              | backbones: 'vgg99': must be one of mobilenet_v2, resnet50
          backbones: []                 | backbones: '[]': must have at least one element
          pretrained: none              | backbones: must be listed when pretrained is 'none'
          pretrained: cifar             | pretrained: 'cifar': must be one of imagenet, none
          heads: [mlp]                  | heads[0]: 'mlp': must be one of linear
          {heads: logistic, training: fine-tuned} | heads: 'logistic': is made on the features of a frozen backbone
          {heads: logistic, recipe: {replication: {shuffle: false}}} | heads: 'logistic': is not trained by steps
          {heads: linear, recipe: {penalties: [1]}} | recipe.penalties: apply to head 'logistic' alone
          {training: fine-tuned, recipe: {penalties: [1]}} | recipe.penalties: apply to head 'logistic' alone
          {heads: knn, training: fine-tuned} | heads: 'knn': is made on the features of a frozen backbone
          {heads: knn, recipe: {views: 2}} | recipe.views: cannot be used with head 'knn'
          {training: fine-tuned, recipe: {views: 2}} | recipe.views: are embedded by a frozen backbone
          recipe: {views: 0}            | recipe.views: '0': must be an integer from 1 to 64
          recipe: {penalties: [0]}      | recipe.penalties[0]: '0': must be a number from
          training: [1]                 | training[0]: '1': must be one of frozen, fine-tuned
          recipe: futuristic            | recipe: 'futuristic': must be one of paper, modern
          recipe: 5                     | recipe: '5': must be a mapping
          recipe: {epochs: 0}           | recipe.epochs: '0': must be an integer from 1 to 100000
          recipe: {epochs: 1.5}         | recipe.epochs: '1.5': must be an integer
          recipe: {learning-rate: 11}   | recipe.learning-rate: '11': must be a number from
          seeds: [one]                  | seeds[0]: 'one': must be an integer of at least 0
          subset-ratios: [0]            | subset-ratios[0]: '0': must be a number from
          threads: '2'                  | threads: '2': must be an integer from 1 to 1024
          checkpoint: last              | checkpoint: 'last': must be one of best-accuracy, best-loss
          evaluation: {prevalence: 0.1}       | evaluation.prevalence: needs positive-class
          evaluation: {positive-class: [1]}   | evaluation.positive-class[0]: '1': must be a text
          evaluation: {positive-class: a, at-specificity: 1} | evaluation.at-specificity: '1': must be a number from
          evaluation: {primary: ece_15}       | evaluation.primary: 'ece_15': must be one of accuracy
          evaluation: {pairs: some}           | evaluation.pairs: 'some': must be one of reference, all
          evaluation: {margin: 0}             | evaluation.margin: '0': must be a number from
          evaluation: {alpha: 5}              | evaluation.alpha: '5': must be a number from
          evaluation: {adjusted-p: bonferroni} | evaluation.adjusted-p: 'bonferroni': must be one of max-t
          evaluation: {adjusted-p: holm, primary: f1_macro} | evaluation.adjusted-p: 'holm': needs a paired test
          evaluation: {reference: vgg99}      | evaluation.reference: 'vgg99': must be one of mobilenet_v2
          evaluation: {reference: 5}          | evaluation.reference: '5': must be a mapping
          evaluation: {reference: {training: fine-tuned}} | evaluation.reference.training: 'fine-tuned': must be one of frozen
          evaluation: {reference: {subset-ratio: 0.5}} | evaluation.reference.subset-ratio: '0.5': must be one of [1.0]
          evaluation: {reference: {seed: 1}}  | evaluation.reference.seed: is not a key
          evaluation: {pairs: all, reference: resnet50} | evaluation.reference: has no meaning with pairs: all
          evaluation: {primry: auroc}         | evaluation.primry: is not a key of evaluation; accepted keys: adjusted-p
          evaluation: {method: jackknife}     | evaluation.method: 'jackknife': must be one of per-metric
          colour: blue                  | colour: is not a key of a study; accepted keys: backbones
          name: other                   | name: is given twice; the second is in line 5
          """)
  void saysWhatWouldBeAccepted(String line, String message) {
    // A mapping with several keys becomes several lines.
    String lines =
        line.startsWith("{") ? line.substring(1, line.length() - 1).replaceFirst(", ", "\n") : line;
    FaultException e = faults(LEAST + lines + "\n");

    assertThat(e.faults()).as(e.getMessage()).hasSize(1);
    assertThat(e.faults().getFirst().line()).startsWith(message);
  }

  @Test
  void anUnknownBackboneIsNoMissingList() {
    FaultException e = faults(LEAST + "pretrained: none\nbackbones: [vgg99]\n");

    assertThat(e.faults()).extracting(Fault::field).containsExactly("backbones[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "# a comment", "null"})
  void refusesAnEmptyFile(String text) {
    assertThat(faults(text)).hasMessageContaining("the study file is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just a text", "[1, 2]", "7"})
  void refusesWhatIsNoMapping(String text) {
    FaultException e = faults(text);

    assertThat(e.faults()).hasSize(1);
    assertThat(e).hasMessageContaining("must be a mapping");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: [",
        "name: a\n\tb: c",
        "name: a\n---\nname: b",
        "{\"name\": ",
        "threads: .nan"
      })
  void refusesWhatIsNotYamlAndSaysWhere(String text) {
    FaultException e = faults(text);

    assertThat(e.faults().getFirst().field()).matches("line \\d+");
    assertThat(e).hasMessageContaining("not readable as YAML or JSON");
  }

  @Test
  void aDatasetThatIsNoMappingIsOneFault() {
    FaultException e = faults("name: a\ndatasets: [xray]\n");

    assertThat(e.faults())
        .extracting(Fault::line)
        .containsExactly("datasets[0]: 'xray': must be a mapping");
  }

  @Test
  void namesWhatIsMissing() {
    FaultException e = faults("threads: 2\n");

    assertThat(e.faults()).extracting(Fault::field).containsExactly("name", "datasets");
  }

  private static FaultException faults(String text) {
    FaultException e = catchThrowableOfType(FaultException.class, () -> READER.read(text));
    assertThat(e).as("faults of %s", text).isNotNull();
    return e;
  }

  private static String list(int elements, String form) {
    return IntStream.rangeClosed(1, elements)
        .mapToObj(form::formatted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @ParameterizedTest
  @CsvSource({
    "seeds, 1001, %d",
    "seeds, 150000, %d",
    "subset-ratios, 90000, 0.5%05d",
    "backbones, 5000, resnet%d",
    "datasets, 2000, '{name: d%d, layout: folder}'",
    "heads, 3000, '[%d]'"
  })
  void refusesAListThatIsTooLongAtItsFirstElementBeyond(String key, int elements, String form) {
    String study = LEAST.replace("datasets:", "others:") + key + ": " + list(elements, form) + "\n";

    assertThat(faults(study).faults())
        .containsExactly(new Fault(key, null, "may have at most 1000 elements"));
  }

  @Test
  void namesTheListInsideAMapping() {
    String study = LEAST + "evaluation: {subgroups: " + list(1_001, "a%d") + "}\n";

    assertThat(faults(study).faults())
        .containsExactly(new Fault("evaluation.subgroups", null, "may have at most 1000 elements"));
  }

  @Test
  void readsAThousandSeeds() {
    assertThat(READER.read(LEAST + "seeds: " + list(1_000, "%d")).seeds()).hasSize(1_000);
  }

  @Test
  void refusesAStudyFileThatIsTooLarge() {
    assertThat(faults(LEAST + "# " + "x".repeat(2_000_000)).faults())
        .singleElement()
        .extracting(Fault::field)
        .isEqualTo("study");
  }
}

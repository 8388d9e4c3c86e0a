// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imported models in a study. */
class ModelsTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50", "vgg16"), List.of("folder"));
  private static final Preprocessing OWN = Preprocessing.dinoV2().withSize(300, 288);

  private static StudySpec read(String more) {
    return READER.read("name: a\ndatasets: [{name: d, layout: folder}]\n" + more + "\n");
  }

  private static List<Fault> faults(String more) {
    try {
      StudySpec read = read(more);
      throw new AssertionError("accepted: " + read);
    } catch (FaultException e) {
      return e.faults();
    }
  }

  private static ImportedModel onnx(String tensor) {
    return new ImportedModel(
        ImportedModel.ONNX,
        "ConvNeXt-T (ours)",
        "MIT",
        28_589_128L,
        768,
        new Output(tensor, Output.NONE, 0),
        null,
        null);
  }

  private static ImportedModel features() {
    return new ImportedModel(
        ImportedModel.FEATURES, "RAD-DINO", null, null, 768, null, "squashed to 518", null);
  }

  private static WeightsChoice file(ImportedModel model) {
    return new WeightsChoice(
        "ImageNet-1k",
        ArtifactRef.of("b".repeat(64), 9, MediaTypes.WEIGHTS),
        "mine.onnx",
        null,
        model);
  }

  private static Starts starts(StudySpec study, Map<String, WeightsChoice> files) {
    return Starts.of(
        study,
        study.backbones(),
        name ->
            files.containsKey(name) ? List.of(new Starts.File(files.get(name), OWN)) : List.of(),
        name -> Preprocessing.imageNet());
  }

  @Test
  void areRowsAfterThoseOfBackbonesAtTheirOwnSize() {
    StudySpec study =
        read(
            "backbones: [resnet50]\n"
                + "pretrained: none\n"
                + "models: [mine]\n"
                + "image-size: {resize: 64, crop: 64}");

    List<Cell> cells = Cells.expand(study, starts(study, Map.of("mine", file(onnx("f")))).starts());

    assertThat(cells).extracting(Cell::backbone).containsExactly("resnet50", "mine");
    assertThat(cells).extracting(Cell::frozen).containsOnly(true);
    assertThat(cells.get(0).preprocessing().crop()).isEqualTo(64);
    assertThat(cells.get(1).preprocessing()).isEqualTo(OWN);
  }

  @Test
  void areTheOnlyRowsWithoutBackbones() {
    StudySpec study = read("models: [mine, other.v2]");

    assertThat(study.availableBackbones()).isFalse();
    assertThat(study.backbones()).isEmpty();
    assertThat(study.models()).containsExactly("mine", "other.v2");
    assertThat(read("seeds: [1]").availableBackbones()).isTrue();
  }

  @Test
  void doNotChangeTheIdentityOfAStudyWithoutThem() {
    assertThat(Json.write(read("backbones: [resnet50]"))).doesNotContain("models");
  }

  @Test
  void haveFrozenRowsBesideFineTunedOnesOfBackbones() {
    StudySpec study =
        read(
            "backbones: [resnet50]\n"
                + "pretrained: none\n"
                + "training: [frozen, fine-tuned]\n"
                + "models: [{mine: frozen}]");

    List<Cell> cells = Cells.expand(study, starts(study, Map.of("mine", file(onnx("f")))).starts());

    assertThat(cells)
        .extracting(cell -> cell.backbone() + " " + cell.frozen())
        .containsExactly("resnet50 true", "resnet50 false", "mine true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training: [fine-tuned]\nmodels: [mine]",
        "training: [fine-tuned]\nmodels: [{mine: frozen}]",
        "training: [frozen, fine-tuned]\nmodels: [mine]"
      })
  void cannotBeFineTuned(String study) {
    assertThat(faults("backbones: [resnet50]\n" + study))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.line())
                    .startsWith("models: 'mine'")
                    .contains("cannot be fine-tuned"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "models: [a/b]|must be the name of a model",
        "models: ['']|must be the name of a model",
        "models: [7]|must be the name of a model",
        "models: [resnet50]|is the name of a backbone",
        "models: [{mine: fine-tuned}]|may have 'frozen' alone",
        "models: [{a: frozen, b: frozen}]|must be the name of a model",
        "models: [mine, {mine: frozen}]|is listed twice",
      })
  void refusesWhatIsNoModel(String study, String reason) {
    assertThat(faults("backbones: [vgg16]\n" + study))
        .anySatisfy(fault -> assertThat(fault.line()).contains(reason));
  }

  @Test
  void refusesAvailableBackbonesAndViewsBesideThem() {
    assertThat(faults("backbones: available\nmodels: [mine]"))
        .anySatisfy(fault -> assertThat(fault.line()).contains("cannot be used with models"));
    assertThat(faults("models: [mine]\nheads: [linear]\nrecipe: {name: paper, views: 2}"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.line()).startsWith("recipe.views"));
  }

  @Test
  void featuresFilesHaveNothingForNewImagesAndNetworksHave() {
    StudySpec study = read("models: [mine]\non-new-data: retrain");

    assertThat(
            starts(study, Map.of("mine", file(onnx("f")))).impossible(study, new TestAbilities()))
        .isEmpty();
    assertThat(
            starts(study, Map.of("mine", file(features()))).impossible(study, new TestAbilities()))
        .singleElement()
        .satisfies(
            fault -> assertThat(fault.line()).contains("on-new-data").contains("model 'mine'"));
    StudySpec without = read("models: [mine]");
    assertThat(
            starts(without, Map.of("mine", file(features())))
                .impossible(without, new TestAbilities()))
        .isEmpty();
  }

  @Test
  void namesModelsWithoutAFile() {
    StudySpec study = read("models: [mine, other]");

    assertThat(starts(study, Map.of("mine", file(onnx("f")))).withoutFile())
        .containsExactly("other");
  }

  @Test
  void aModelCanBeTheReference() {
    StudySpec study =
        read("backbones: [vgg16]\nmodels: [mine]\nevaluation: {pairs: reference, reference: mine}");

    assertThat(study.comparison().reference().backbone()).isEqualTo("mine");
    assertThat(
            faults(
                "backbones: [vgg16]\n"
                    + "models: [mine]\n"
                    + "evaluation: {pairs: reference, reference: resnet50}"))
        .isNotEmpty();
  }

  @Test
  void anotherTensorOfTheSameFileIsAnotherModelAndATitleIsNot() {
    assertThat(file(onnx("a")).identity()).isNotEqualTo(file(onnx("b")).identity());
    assertThat(file(onnx("a")).identity()).startsWith("b".repeat(64) + "+");
    assertThat(file(features()).identity()).isEqualTo("b".repeat(64));
    assertThat(file(onnx("a")).forHead("logistic").model()).isEqualTo(onnx("a"));
  }

  @Test
  void survivesJson() {
    WeightsChoice choice =
        file(
            new ImportedModel(
                ImportedModel.ONNX,
                "t",
                null,
                null,
                2,
                new Output("f", Output.CLASS_AND_MEAN, 5),
                null,
                new Probe(Probe.IMAGE, List.of(0.5, -1.0), 1e-3)));

    assertThat(Json.read(Json.write(choice), WeightsChoice.class)).isEqualTo(choice);
  }

  @Test
  void refusesModelsThatContradictThemselves() {
    assertThatThrownBy(() -> new ImportedModel("torch", "t", null, null, 2, null, null, null))
        .hasMessage("kind must be onnx or features, not 'torch'");
    assertThatThrownBy(() -> new ImportedModel("onnx", "t", null, null, 2, null, null, null))
        .hasMessageContaining("output");
    assertThatThrownBy(() -> new ImportedModel("features", "t", null, null, 0, null, null, null))
        .hasMessage("featureSize must be from 1.0 to 65536.0, not 0.0");
    assertThatThrownBy(() -> new Output("f", "max", 0))
        .hasMessage("pool must be one of none, class, mean-patches, class+mean, not 'max'");
    assertThatThrownBy(() -> new Probe("other", List.of(1.0), 1e-3)).hasMessageContaining("image");
    assertThatThrownBy(() -> new Probe(Probe.IMAGE, List.of(0.0, 0.0), 1e-3))
        .hasMessage("probe.first has no number other than 0");
    assertThatThrownBy(() -> new Probe(Probe.IMAGE, List.of(Double.NaN), 1e-3))
        .hasMessageContaining("probe.first");
    assertThatThrownBy(() -> new Probe(Probe.IMAGE, List.of(1.0), 1))
        .hasMessageContaining("tolerance");
  }
}
